import Glibc

/// The rows of one scenario and victim. Where `POINTSMAN_CRASH_RESULTS` names a folder they are kept there too, a file
/// for each, so that a table of hours can be made in several runs.
struct CrashTable {
    let scenario: CrashScenario
    let victim: CrashVictim
    private(set) var rows: [CrashRow]
    private let path: String?

    /// Released or rerouted within this, says the issue.
    private static let limitMs = 2_000.0

    init(_ scenario: CrashScenario, _ victim: CrashVictim, in folder: String?) {
        self.scenario = scenario
        self.victim = victim
        path = folder.map { "\($0)/\(scenario.rawValue)-\(victim.rawValue).tsv" }
        let lines = path.map { contents(of: $0).split(separator: "\n") } ?? []
        rows = lines.compactMap { CrashRow(scenario, victim, line: $0) }
    }

    func has(_ point: CrashPoint) -> Bool { rows.contains { $0.point == point } }

    mutating func add(_ row: CrashRow) {
        rows.append(row)
        guard let path, let file = fopen(path, "a") else { return }
        fputs(row.line + "\n", file)
        fclose(file)
    }

    static let head = row([
        "scenario", "killed", "points", "held", "free ms", "> 2 s", "back ms", "lost", "stale", "failed",
    ])

    /// How many points, how many of them held clients, and the slowest and the sum of each column.
    var summary: String {
        // With PgBouncer its holds are gone, too.
        let held = victim == .pooler ? [] : rows.filter { !$0.fate.hasPrefix("not held") }
        return Self.row([
            scenario.rawValue, victim.rawValue, "\(rows.count)", "\(held.count)",
            Self.tenths(rows.map(\.freeMs).max() ?? 0), "\(rows.count { $0.freeMs > Self.limitMs })",
            Self.tenths(rows.compactMap(\.backMs).max() ?? 0), "\(rows.reduce(0) { $0 + $1.lost })",
            "\(rows.reduce(0) { $0 + $1.stale })", "\(rows.count { !$0.faults.isEmpty })",
        ])
    }

    private static func row(_ cells: [String]) -> String {
        cells.map { $0 + String(repeating: " ", count: max(0, 10 - $0.count)) }.joined(separator: " ")
    }

    private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension CrashRow {
    /// As a line of a file: cells between tabs.
    fileprivate var line: String {
        [
            point.label, "\(point.occurrence)", "\(number)", fate, "\(freeMs)", backMs.map { "\($0)" } ?? "never",
            "\(acknowledged)", "\(lost)", "\(stale)", faults.joined(separator: "; ").replacing("\n", with: " "),
        ].joined(separator: "\t")
    }

    fileprivate init?(_ scenario: CrashScenario, _ victim: CrashVictim, line: Substring) {
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 10, let occurrence = Int(cells[1]), let number = Int(cells[2]),
            let free = Double(cells[4]), let acknowledged = Int(cells[6]), let lost = Int(cells[7]),
            let stale = Int(cells[8])
        else { return nil }
        self.init(
            scenario: scenario, victim: victim, point: CrashPoint(label: cells[0], occurrence: occurrence),
            number: number, fate: cells[3], freeMs: free, backMs: Double(cells[5]), acknowledged: acknowledged,
            lost: lost, stale: stale, faults: cells[9].isEmpty ? [] : [cells[9]])
    }
}
