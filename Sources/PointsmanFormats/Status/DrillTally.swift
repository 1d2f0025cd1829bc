/// The drills of `pointsman drill` that the agent was told of.
package struct DrillTally: Equatable, Sendable {
    /// When the last one passed, in seconds since 1970, also before this start of the agent; nil if none has.
    package var lastPassed: Int64?
    /// Since this start.
    package var passed: UInt64 = 0
    package var failed: UInt64 = 0

    package init(lastPassed: Int64? = nil) {
        self.lastPassed = lastPassed
    }

    /// The content of the file that the next start reads.
    package var text: String { lastPassed.map { "last_passed=\($0)\n" } ?? "" }

    /// Takes a file's content; one that can't be read means that no drill has passed.
    package init(reading text: String) {
        let line = text.split(separator: "\n").first { $0.hasPrefix("last_passed=") }
        lastPassed = line.flatMap { Int64($0.dropFirst("last_passed=".count)) }.flatMap { $0 > 0 ? $0 : nil }
    }

    var families: [MetricFamily] {
        var total = MetricFamily(
            "pointsman_drills_total", .counter, "Drills that the agent was told of, by how they ended.")
        total.add(Double(passed), [.init("outcome", "passed")])
        total.add(Double(failed), [.init("outcome", "failed")])
        return [
            .init(
                "pointsman_drill_last_passed_timestamp_seconds", .gauge,
                "When the last drill passed, in seconds since 1970; 0 if none has."
            )
            .with(Double(lastPassed ?? 0)),
            total,
        ]
    }
}
