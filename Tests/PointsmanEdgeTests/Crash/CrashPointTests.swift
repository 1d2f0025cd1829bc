import Glibc
import LinuxReactor
import Testing

/// Kills at every point of the agent's work, one run a point: a first run without a kill tells which there are, and what
/// later runs pass besides is added. That is more than the gate has time for: `checks/crash-points` runs it.
@Suite("SIGKILL and SIGSTOP at every step", .serialized, .enabled(if: getenv("POINTSMAN_CRASH_STRIDE") != nil))
struct CrashPointTests {
    private static let stride = variable("POINTSMAN_CRASH_STRIDE").flatMap { Int($0) } ?? 9
    private static let scenarios = CrashScenario.allCases.filter { isWanted($0.rawValue, "POINTSMAN_CRASH_SCENARIOS") }
    private static let victims = CrashVictim.allCases.filter { isWanted($0.rawValue, "POINTSMAN_CRASH_VICTIMS") }
    private static let results = variable("POINTSMAN_CRASH_RESULTS")
    /// No kill begins after this.
    private static let limit = variable("POINTSMAN_CRASH_SECONDS").flatMap { Int($0) }
        .map { ContinuousClock.now + .seconds($0) }

    @Test("holds nobody, loses nothing, and the next agent finds the right route", arguments: scenarios, victims)
    func everywhere(scenario: CrashScenario, victim: CrashVictim) async throws {
        guard Self.isTimeLeft else { return Self.show("\(scenario.rawValue), \(victim.rawValue): no time left") }
        var table = CrashTable(scenario, victim, in: Self.results)
        try await withCrashStack(onSmallDisk: scenario == .readOnly) { stack in
            Self.show(CrashRow.head)
            #expect(try await CrashRun(stack, scenario, victim).perform(at: nil) == nil)
            var points = stack.counter.passed
            // The second point of a hold is the PAUSE that has just reached PgBouncer.
            var index = 1 % Self.stride
            while index < points.count, Self.isTimeLeft {
                defer { index += Self.stride }
                if table.has(points[index]) { continue }
                let row = try await CrashRun(stack, scenario, victim).perform(at: points[index], number: index + 1)
                points += stack.counter.passed.filter { !points.contains($0) }
                if let row {
                    Self.show(row.text)
                    #expect(row.faults.isEmpty, "\(row.text)")
                    #expect(row.freeMs < 10_000, "\(row.text)")
                    table.add(row)
                } else {
                    Self.show("not passed this time: \(points[index].label)")
                }
            }
            let left = Swift.stride(from: index, to: points.count, by: Self.stride).count { !table.has(points[$0]) }
            Self.show("\n\(CrashTable.head)\n\(table.summary)")
            if left > 0 { Self.show("out of time: at least \(left) points are left") }
            #expect(!table.rows.isEmpty)
            if scenario == .adoption, victim == .agent, left == 0 {
                // Once the agent knows of the pause, its guard does, too.
                #expect(table.rows.contains { $0.fate == "released" })
            }
        }
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
