/// One run of a crash: where, what was killed, and what came of it.
struct CrashRow: Sendable {
    let scenario: CrashScenario
    let victim: CrashVictim
    let point: CrashPoint
    /// Of the point, in the order in which they were found.
    let number: Int
    /// What became of the write database after the kill, in a word.
    var fate = "-"
    /// From the kill until it was certain that clients are not held.
    var freeMs = 0.0
    /// From the kill until writes through the pooler were acknowledged again; nil where they never were.
    var backMs: Double?
    var acknowledged = 0
    var lost = 0
    var stale = 0
    var faults: [String] = []
    /// Its agent's, where something has failed.
    var log = ""

    /// Whether clients were held, and the agent had no part in letting them go.
    var isReleased: Bool { ["released", "by command"].contains { fate.hasPrefix($0) } }

    /// What ``freeMs`` may be: where something is stopped all that it did is late by that.
    var limitMs: Double { victim.isStopped ? 30_000 : 20_000 }

    static let head = line([
        "scenario", "killed", "point", "at", "fate", "free ms", "back ms", "acked", "lost", "stale",
    ])

    var text: String {
        Self.line([
            scenario.rawValue, victim.rawValue, "\(number)",
            point.label + (point.occurrence > 1 ? " (\(point.occurrence))" : ""), fate, Self.tenths(freeMs),
            backMs.map(Self.tenths) ?? "never", "\(acknowledged)", "\(lost)", "\(stale)",
        ]) + "  " + (faults.isEmpty ? "ok" : "FAILED: " + faults.joined(separator: "; "))
    }

    private static func line(_ cells: [String]) -> String {
        let widths = [9, 10, 5, 52, 12, 8, 8, 6, 4, 5]
        return zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined(separator: "  ")
    }

    private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
