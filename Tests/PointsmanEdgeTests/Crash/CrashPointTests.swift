import Glibc
import LinuxReactor
import Testing

/// Kills at every point of the agent's work, one run a point: a first run without a kill tells which there are, and what
/// later runs pass besides is added. That is more than the gate has time for: `checks/crash-points` runs it.
@Suite("SIGKILL at every step", .serialized, .enabled(if: getenv("POINTSMAN_CRASH_STRIDE") != nil))
struct CrashPointTests {
    private static let stride = variable("POINTSMAN_CRASH_STRIDE").flatMap { Int($0) } ?? 9
    private static let scenarios = CrashScenario.allCases.filter {
        variable("POINTSMAN_CRASH_SCENARIOS")?.split(separator: ",").contains(Substring($0.rawValue)) ?? true
    }

    @Test(
        "holds nobody, loses nothing, and the next agent finds the right route", arguments: scenarios,
        CrashVictim.allCases)
    func everywhere(scenario: CrashScenario, victim: CrashVictim) async throws {
        try await withCrashStack { stack in
            Self.show(CrashRow.head)
            #expect(try await CrashRun(stack, scenario, victim).perform(at: nil) == nil)
            var points = stack.counter.passed
            // The second point of a hold is the PAUSE that has just reached PgBouncer.
            var index = 1 % Self.stride
            var rows: [CrashRow] = []
            while index < points.count {
                let row = try await CrashRun(stack, scenario, victim).perform(at: points[index], number: index + 1)
                points += stack.counter.passed.filter { !points.contains($0) }
                if let row {
                    Self.show(row.text)
                    #expect(row.faults.isEmpty, "\(row.text)")
                    #expect(row.freeMs < 10_000, "\(row.text)")
                    rows.append(row)
                } else {
                    Self.show("not passed this time: \(points[index].label)")
                }
                index += Self.stride
            }
            Self.show("\(scenario.rawValue), \(victim.rawValue): \(points.count) points, \(rows.count) kills")
            #expect(!rows.isEmpty)
            if scenario == .adoption, victim == .agent {
                // Once the agent knows of the pause, its guard does, too.
                #expect(rows.contains { $0.fate == "released" })
            }
        }
    }

    /// At once: whoever waits for minutes wants to see each line.
    private static func show(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
