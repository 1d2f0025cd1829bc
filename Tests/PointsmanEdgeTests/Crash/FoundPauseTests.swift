import LinuxReactor
import Testing

@Suite("A pause that a stopped agent has found but not seen", .serialized)
struct FoundPauseTests {
    @Test("the guard ends a pause that a stopped agent found, and the agent later restores PgBouncer's settings")
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
