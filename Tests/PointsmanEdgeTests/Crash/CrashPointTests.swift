import Glibc
import LinuxReactor
import Testing

/// Kills at every point of the agent's work, one run a point, until a run is done before its point comes. That is more
/// than the gate has time for: it takes each ninth point, `checks/crash-points` all.
@Suite("SIGKILL at every step", .serialized)
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
            print(CrashRow.head)
            // The second point of a hold is the PAUSE that has just reached PgBouncer.
            var number = min(2, Self.stride)
            var rows: [CrashRow] = []
            while let row = try await CrashRun(stack, scenario, victim).perform(at: number) {
                print(row.text)
                #expect(row.faults.isEmpty, "\(row.text)")
                #expect(row.freeMs < 10_000, "\(row.text)")
                rows.append(row)
                number += Self.stride
            }
            let passed = stack.counter.passed.count
            print(
                "\(scenario.rawValue), \(victim.rawValue): \(rows.count) kills; a run without one passes \(passed) points"
            )
            #expect(!rows.isEmpty)
            #expect(passed < number)
            if scenario == .adoption, victim == .agent {
                // Once the agent knows of the pause, its guard does, too.
                #expect(rows.contains { $0.fate == "released" })
            }
        }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
