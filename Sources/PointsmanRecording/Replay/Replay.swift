package import PointsmanCore

/// Feeds a recording to this build's conductor, and compares what it says with what the recorded one said.
package struct Replay: ~Copyable {
    /// A step at which the two differ.
    package struct Difference: Equatable, Sendable {
        /// Counted from 1, over all files.
        package let step: Int
        package let line: Int
        package let moment: Instant
        package let event: RecordedValue
        package let recorded: [RecordedValue]
        package let ours: [RecordedValue]
    }

    private var conductor: Conductor?
    /// What the format of the file at hand lacks is not compared.
    private var due: ArraySlice<RecordingUpgrade> = []
    private let change: ((inout Policy) -> Void)?
    /// The number of steps so far, and of those that were missing.
    package private(set) var steps = 0
    package private(set) var missing = 0
    /// The steps that came before any state, and could not be replayed.
    package private(set) var skipped = 0
    package private(set) var first: Difference?

    /// - Parameter change: what to change in the policy; nil replays what was.
    package init(changing change: ((inout Policy) -> Void)? = nil) {
        self.change = change
    }

    /// The directives that this build gives in place of the recorded ones; nil for an item that is no step.
    @discardableResult
    package mutating func take(_ item: RecordingItem) throws(RecordingError) -> [RecordedValue]? {
        switch item {
        case .header(let header):
            due = RecordingUpgrade.needed(for: header.format)
            return nil
        case .clock: return nil
        case .gap(let count):
            missing += count
            conductor = nil
            return nil
        case .state(let state):
            let decoded = try state.decoded()
            conductor = Conductor(decoded)
            if let change {
                var policy = decoded.policy
                change(&policy)
                _ = conductor?.handle(.policy(policy), at: state.moment)
            }
            return nil
        case .step(let step): return try take(step)
        }
    }

    private mutating func take(_ step: RecordedStep) throws(RecordingError) -> [RecordedValue]? {
        steps += 1
        guard conductor != nil else {
            skipped += 1
            return nil
        }
        var event = try step.decodedEvent()
        if let change, case .policy(var policy) = event {
            change(&policy)
            event = .policy(policy)
        }
        let given = conductor?.handle(event, at: step.moment) ?? []
        let ours = values(given)
        if first == nil, ours != step.directives {
            first = Difference(
                step: steps, line: step.line, moment: step.moment, event: step.event, recorded: step.directives,
                ours: ours)
        }
        return ours
    }

    private func values(_ directives: [Directive]) -> [RecordedValue] {
        // A directive of this build can be coded by this build.
        let values = directives.map { (try? RecordedEncoder.value(of: $0)) ?? .null }
        return due.isEmpty
            ? values : values.map { value in due.reduce(value) { $1.withoutNews($0, at: .directive) } }
    }
}

extension Replay.Difference {
    /// The step, what both agree on, and the first directive of each side that differs.
    package var text: String {
        let now = moment.nanoseconds
        let same = zip(recorded, ours).prefix { $0 == $1 }.count
        func side(_ name: String, _ directives: [RecordedValue]) -> String {
            let rest = directives.dropFirst(same).map { "    \($0.text(at: now))" }
            return "  \(name):\n" + (rest.isEmpty ? "    nothing more" : rest.joined(separator: "\n"))
        }
        return "step \(step) (line \(line)) differs: \(event.text(at: now))\n"
            + (same == 0 ? "" : "  both: \(same) directive\(same == 1 ? "" : "s")\n") + side("recorded", recorded)
            + "\n"
            + side("this build", ours)
    }
}
