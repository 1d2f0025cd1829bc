import LinuxReactor
import PointsmanCore
package import PointsmanRecording

/// What an agent's flight recorder holds of a drill: whether it replays to the same decisions, and the incidents that it tells.
package struct DrillRecording: Sendable {
    package private(set) var steps = 0
    /// Steps that the recorder has not kept.
    package private(set) var missing = 0
    /// The first step that replays otherwise; nil if there is none.
    package private(set) var difference: String?
    /// Why the recording can't be read; nil if it can.
    package private(set) var error: String?
    /// The incidents that began in the drill.
    package private(set) var reports: [IncidentReport] = []
    /// What the agent learned and ordered, in order.
    private(set) var sights: [RecordedSight] = []

    private static let mostBytes = 256 << 20

    /// Reads the recorder's folder.
    /// - Parameter since: incidents that began before are left out.
    static func read(_ folder: String, since: WallTime) async -> DrillRecording {
        await offReactor { DrillRecording(folder, since: since) }
    }

    private init(_ folder: String, since: WallTime) {
        let files = FolderList.files(in: folder, ending: RecordingFormat.suffix)
        guard !files.isEmpty else {
            error = "\(folder) has no recording"
            return
        }
        var replay = Replay()
        var history = IncidentHistory()
        var origin: Int64 = 0
        for file in files {
            let path = "\(folder)/\(file.name)"
            do throws(SystemError) {
                let bytes = try FolderList.bytes(of: path, most: Self.mostBytes)
                do throws(RecordingError) {
                    try RecordingReader.items(bytes) { item throws(RecordingError) in
                        try replay.take(item)
                        try history.take(item)
                        switch item {
                        case .header, .gap: break
                        case .state(let state): origin = state.wallMicroseconds * 1_000 - state.moment.nanoseconds
                        case .clock(let wall, let moment): origin = wall * 1_000 - moment.nanoseconds
                        case .step(let step):
                            sights.append(
                                RecordedSight(
                                    wall: origin + step.moment.nanoseconds, event: try step.decodedEvent(),
                                    directives: try step.decodedDirectives()))
                        }
                    }
                } catch {
                    self.error = "\(path), \(error)"
                }
            } catch {
                self.error = "\(error)"
            }
        }
        history.end()
        steps = replay.steps
        missing = replay.missing + replay.skipped
        difference = replay.first?.text
        reports = history.reports.filter { $0.began >= since }
    }

    /// Whether every step of the agent is there.
    var isWhole: Bool { error == nil && missing == 0 && steps > 0 }

    /// What makes a drill a failure.
    var faults: [String] {
        var faults: [String] = []
        if let error { faults.append("the recording can't be read: \(error)") }
        if let difference { faults.append("the recording replays otherwise: \(difference)") }
        if steps == 0, error == nil { faults.append("nothing was recorded") }
        return faults
    }

    /// How much of the time from `from` to `to` the incidents cover with a known owner, from 0 to 1.
    func covered(from: WallTime, to: WallTime) -> Double {
        guard to > from else { return 1 }
        var sum: Int64 = 0
        for report in reports {
            let zero = report.began.microseconds
            for span in report.spans where span.owner != .unknown {
                let start = max(from.microseconds, zero + Int64(span.from / .microseconds(1)))
                let end = min(to.microseconds, zero + Int64(span.to / .microseconds(1)))
                sum += max(0, end - start)
            }
        }
        return Double(sum) / Double(to.microseconds - from.microseconds)
    }
}
