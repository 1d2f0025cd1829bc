import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// An attached PgBouncer that carries another owner's database too, whose server is well (case 8).
@Suite("Another owner's database in an attached PgBouncer", .serialized)
struct OtherDatabaseTests {
    private static let keys = ["hold_timeout": "1s", "drain_timeout": "500ms"]

    @Test("notices nothing of a hold that has run out, while our own clients fail", arguments: [false, true])
    func holdRunsOut(isKilled: Bool) async throws {
        try await Self.withGuests { stack, other in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                await stack.cluster.server.crash()
                // Held first; then it fails, and who comes later, too.
                for _ in 1...2 {
                    let began = ContinuousClock.now
                    await #expect(throws: PostgresError.self) { _ = try await stack.ask("SELECT 1") }
                    #expect(ContinuousClock.now - began < .seconds(20))
                }
                if isKilled {
                    agent.process.signal(SIGKILL)
                    _ = await agent.process.ended()
                }
                let settings = try await Self.settings(stack)
                for (key, value) in [
                    ("query_wait_timeout", "120"), ("server_login_retry", "0.1"), ("idle_transaction_timeout", "0"),
                ] {
                    #expect(settings[key] == value, "\(key)")
                }
                // The pool has one connection: the second waits for more than two seconds.
                let busy = Task { @Reactor in try await other.execute("SELECT pg_sleep(3)", until: .now + .seconds(60))
                }
                await Reactor.sleep(until: .now + .milliseconds(300))
                let second = try await stack.connect(to: "other", as: "app", Cluster.password)
                #expect(
                    try await second.execute("SELECT 7", until: .now + .seconds(60)).first?.rows.first?.first == "7")
                _ = try await busy.value
                #expect(try await stack.paused() == [])
            }
        }
    }

    @Test("notices nothing of a hold that the guard ends in a stuck agent's place")
    func guardEnds() async throws {
        try await Self.withGuests { stack, other in
            try await withAgent(stack.agent(keys: ["hold_timeout": "3s", "drain_timeout": "1s"])) { agent in
                await agent.readiness(200)
                let answer = try await agent.command("hold")
                #expect(answer.code == 0)
                let client = Task { @Reactor in _ = try await stack.ask("SELECT 1", until: .now + .seconds(110)) }
                agent.process.signal(SIGSTOP)
                await stack.cluster.server.crash()
                let began = ContinuousClock.now
                await #expect(throws: PostgresError.self) { try await client.value }
                #expect(ContinuousClock.now - began < .seconds(30))
                #expect(try await Self.settings(stack)["query_wait_timeout"] == "120")
                #expect(try await other.execute("SELECT 7", until: .now + .seconds(60)).first?.rows.first?.first == "7")
                agent.process.signal(SIGCONT)
            }
        }
    }

    /// - Parameter body: gets a client of the other database.
    @Reactor
    private static func withGuests(
        _ body: @Reactor (Attached, PostgresConnection) async throws -> Void
    ) async throws {
        try await withCluster { well in
            let line = "other = host=127.0.0.1 port=\(well.port) dbname=app pool_size=1"
            try await withAttached(databases: line) { stack in
                let other = try await stack.connect(to: "other", as: "app", Cluster.password)
                _ = try await other.execute("SELECT 1", until: .now + .seconds(60))
                try await body(stack, other)
            }
        }
    }

    @Reactor
    private static func settings(_ stack: Attached) async throws -> [String: String] {
        let console = try await stack.connect(to: "pgbouncer", as: "boss", Attached.consolePassword)
        let rows = try await console.execute("SHOW CONFIG", until: .now + .seconds(30))[0].records
        return rows.reduce(into: [:]) { settings, row in
            if let key = row("key"), let value = row("value") { settings[key] = value }
        }
    }
}
