import PointsmanCore

/// The incidents of a recording, file after file.
package struct IncidentHistory: Sendable {
    private var watch = IncidentWatch(instance: "")
    private var header: RecordingHeader?
    private var last: RecordedStep?
    /// Whether the next state goes on from the last step: another file of the same run, without a gap.
    private var goesOn = false
    package private(set) var reports: [IncidentReport] = []

    package init() {}

    package mutating func take(_ item: RecordingItem) throws(RecordingError) {
        switch item {
        case .header(let header):
            let isSame = self.header.map { $0.run == header.run && $0.number + 1 == header.number } ?? false
            if !isSame {
                end()
                watch = IncidentWatch(instance: header.instance)
            }
            goesOn = isSame
            self.header = header
        case .clock(let wall, let moment): watch.take(wallMicroseconds: wall, at: moment)
        case .gap:
            end()
            goesOn = false
        case .state(let state):
            if goesOn { return }
            goesOn = true
            watch.take(wallMicroseconds: state.wallMicroseconds, at: state.moment)
            watch.begin(with: try state.status(), at: state.moment)
        case .step(let step):
            last = step
            let changes = watch.take(try step.tellingEvent(), try step.tellingDirectives(), at: step.moment)
            for case .ended(let report) in changes { reports.append(report) }
        }
    }

    /// After the last file: the incident that is under way counts as it is.
    package mutating func end() {
        if let last, let report = watch.report(at: last.moment) { reports.append(report) }
        last = nil
    }
}

extension RecordedState {
    /// What the conductor said when it was recorded; nil before its first event.
    func status() throws(RecordingError) -> Status? { Conductor(try decoded()).status }
}
