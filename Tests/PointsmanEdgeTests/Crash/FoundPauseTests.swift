import LinuxReactor
import Testing

@Suite("A pause that an agent finds and is stopped before it sees", .serialized)
struct FoundPauseTests {
    @Test("is ended by the agent's guard, and the agent, once it goes on, sets PgBouncer's limits back")
    func stoppedBeforeItSees() async throws {
        try await withCrashStack { stack in
            let point = CrashPoint(label: "SHOW DATABASES: answered, unseen", occurrence: 1)
            let row = try #require(try await CrashRun(stack, .adoption, .stuck).perform(at: point))
            #expect(row.faults.isEmpty, "\(row.text)\n\(row.log)")
            #expect(row.fate == "released", "\(row.text)")
            let look = try await PoolerLook(port: stack.port)
            #expect(
                try await look.setting("query_wait_timeout") == "120",
                "those who wait would fail after a second for good")
        }
    }
}
