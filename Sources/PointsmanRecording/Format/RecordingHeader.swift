package import PointsmanFormats

/// The first line of a recording: what made it.
package struct RecordingHeader: Equatable, Sendable {
    package var format: Int64 = RecordingFormat.version
    /// The program's version, and the commit that it was built from, if it is known.
    package var version: String
    package var commit: String?
    /// The instance's name among others: its host's, as a rule.
    package var instance: String
    /// The run of the agent: its start in microseconds since 1970. Files of one run go on from each other.
    package var run: Int64
    /// The file's place in its run, counted from 1.
    package var number: Int64

    package init(version: String, commit: String? = nil, instance: String, run: Int64, number: Int64) {
        self.version = version
        self.commit = commit
        self.instance = instance
        self.run = run
        self.number = number
    }

    package var json: JSONValue {
        [
            "pointsman_recording": .integer(format), "version": .string(version), "commit": .optional(commit),
            "instance": .string(instance), "run": .integer(run), "number": .integer(number),
        ]
    }

    /// Nil if `value` is no header.
    init?(_ value: RecordedValue) {
        guard case .integer(let format) = value["pointsman_recording"] else { return nil }
        self.init(
            version: value.text("version") ?? "", commit: value.text("commit"), instance: value.text("instance") ?? "",
            run: value.integer("run") ?? 0, number: value.integer("number") ?? 0)
        self.format = format
    }
}

extension RecordedValue {
    func text(_ name: String) -> String? { if case .text(let text)? = self[name] { text } else { nil } }

    func integer(_ name: String) -> Int64? { if case .integer(let number)? = self[name] { number } else { nil } }
}
