import Glibc
import LinuxReactor
import Testing

/// Kills at every point of the agent's work, one run a point: a first run without a kill tells which there are, and what
/// later runs pass besides is added. That is more than the gate has time for: `checks/crash-points` runs it.
@Suite(
    "SIGKILL and SIGSTOP at every step of a reroute", .serialized, .enabled(if: getenv("POINTSMAN_CRASH_STRIDE") != nil)
)
struct CrashPointTests {
    private static let stride = variable("POINTSMAN_CRASH_STRIDE").flatMap { Int($0) } ?? 9
    private static let scenarios = CrashScenario.allCases.filter { isWanted($0.rawValue, "POINTSMAN_CRASH_SCENARIOS") }
    private static let victims = CrashVictim.allCases.filter { isWanted($0.rawValue, "POINTSMAN_CRASH_VICTIMS") }
    private static let results = variable("POINTSMAN_CRASH_RESULTS")
    /// No kill begins after this.
    private static let limit = variable("POINTSMAN_CRASH_SECONDS").flatMap { Int($0) }
        .map { ContinuousClock.now + .seconds($0) }

    /// How often a point is tried that is not passed in each run: files and commands overtake each other.
    private static let tries = 3

    @Test(
        "a kill or stop at any step holds no client, loses no write, and the next agent finds the right route",
        arguments: victims)
    func everywhere(victim: CrashVictim) async throws {
        var tables: [CrashTable] = []
        for scenario in Self.scenarios {
            guard Self.isTimeLeft else {
                Self.show("\(scenario.rawValue), \(victim.rawValue): no time left")
                continue
            }
            do {
                tables.append(try await run(scenario, victim))
            } catch {
                Issue.record("\(scenario.rawValue), \(victim.rawValue): \(error)")
            }
        }
        guard let sum = CrashTable(sumOf: tables) else { return }
        Self.show("\n\(CrashTable.head)\n\(sum.summary)")
        #expect(!sum.rows.isEmpty)
        #expect(sum.missed <= sum.rows.count / 4, "too many points were not passed again")
    }

    private func run(_ scenario: CrashScenario, _ victim: CrashVictim) async throws -> CrashTable {
        var table = CrashTable(scenario, victim, in: Self.results)
        try await withCrashStack(onSmallDisk: scenario == .readOnly) { stack in
            Self.show(CrashRow.head)
            #expect(try await CrashRun(stack, scenario, victim).perform(at: nil) == nil)
            var points = stack.counter.passed
            Self.show("\(scenario.rawValue), \(victim.rawValue): \(points.count) points")
            // The second point of a hold is the PAUSE that has just reached PgBouncer.
            var index = 1 % Self.stride
            while index < points.count, Self.isTimeLeft {
                defer { index += Self.stride }
                let point = points[index]
                if table.has(point) { continue }
                var row: CrashRow?
                for _ in 0..<Self.tries where row == nil {
                    row = try await CrashRun(stack, scenario, victim).perform(at: point, number: index + 1)
                    points += stack.counter.passed.filter { !points.contains($0) }
                }
                guard let row else {
                    table.miss()
                    Self.show("not passed in \(Self.tries) runs: \(point.label) (\(point.occurrence))")
                    continue
                }
                Self.show(row.text)
                #expect(row.faults.isEmpty, "\(row.text)\n\(row.log)")
                #expect(row.freeMs < row.limitMs, "\(row.text)")
                table.add(row)
            }
            let left = Swift.stride(from: index, to: points.count, by: Self.stride).count { !table.has(points[$0]) }
            Self.show("\n\(CrashTable.head)\n\(table.summary)")
            if left > 0 { Self.show("out of time: at least \(left) points are left") }
            #expect(!table.rows.isEmpty)
            if scenario == .adoption, victim == .agent || victim == .stuck, left == 0 {
                // Once there is a guard, it knows of the pause before the agent does.
                #expect(table.rows.contains { $0.fate == "released" })
            }
        }
        return table
    }

    private static var isTimeLeft: Bool { limit.map { ContinuousClock.now < $0 } ?? true }

    /// At once: whoever waits for minutes wants to see each line.
    private static func show(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func isWanted(_ name: String, _ key: String) -> Bool {
        variable(key)?.split(separator: ",").contains(Substring(name)) ?? true
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
