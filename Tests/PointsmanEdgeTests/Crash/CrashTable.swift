import Glibc

/// The rows of one scenario and victim, or, for a sum, of one victim in all scenarios. Where `POINTSMAN_CRASH_RESULTS` names a folder they are kept there too, a file
/// for each, so that a table of hours can be made in several runs.
struct CrashTable {
    private let title: String
    let victim: CrashVictim
    private(set) var rows: [CrashRow]
    /// How many points were known and, tried again, not passed.
    private(set) var missed = 0
    private let path: String?

    /// Released or rerouted within this, says the issue.
    private static let limitMs = 2_000.0

    init(_ scenario: CrashScenario, _ victim: CrashVictim, in folder: String?) {
        title = scenario.rawValue
        self.victim = victim
        path = folder.map { "\($0)/\(scenario.rawValue)-\(victim.rawValue).tsv" }
        let lines = path.map { contents(of: $0).split(separator: "\n") } ?? []
        rows = lines.compactMap { CrashRow(scenario, victim, line: $0) }
    }

    /// The sum of `tables`, which are of one victim.
    init?(sumOf tables: [CrashTable]) {
        guard let victim = tables.first?.victim else { return nil }
        title = "all"
        self.victim = victim
        path = nil
        rows = tables.flatMap(\.rows)
        missed = tables.reduce(0) { $0 + $1.missed }
    }

    func has(_ point: CrashPoint) -> Bool { rows.contains { $0.point == point } }

    mutating func add(_ row: CrashRow) {
        rows.append(row)
        guard let path, let file = fopen(path, "a") else { return }
        fputs(row.line + "\n", file)
        fclose(file)
    }

    mutating func miss() { missed += 1 }

    static let head = row([
        "scenario", "killed", "points", "missed", "no guard", "held", "released", "release ms", "free ms", "> 2 s",
        "back ms", "lost", "stale", "failed",
    ])

    /// How many points, how many of them held clients, and the slowest and the sum of each column; `release ms` is the slowest of
    /// those where clients were let go though the agent did not act. With PgBouncer its holds are gone, too.
    var summary: String {
        let held = victim == .pooler ? [] : rows.filter { $0.fate != "no guard" && !$0.fate.hasPrefix("not held") }
        let released = held.filter(\.isReleased)
        let isLate: (CrashRow) -> Bool = { [victim] in !victim.isStopped && $0.freeMs > Self.limitMs }
        return Self.row([
            title, victim.rawValue, "\(rows.count)", "\(missed)", "\(rows.count { $0.fate == "no guard" })",
            "\(held.count)", "\(released.count)", Self.tenths(released.map(\.freeMs).max() ?? 0),
            Self.tenths(rows.map(\.freeMs).max() ?? 0), "\(rows.count(where: isLate))",
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
