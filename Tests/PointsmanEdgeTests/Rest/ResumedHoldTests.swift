import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("A RESUME by hand in a hold, at a real PgBouncer", .serialized)
struct ResumedHoldTests {
    @Test("clients resumed by another console in an operator's hold are held again, and log and status say so")
    func heldAgain() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: ["canary_interval": "500ms"])) { agent in
                await agent.readiness(200)
                let held = try await agent.command("hold")
                #expect(held.code == 0, "\(held.words)")
                #expect(try await Self.isPaused(stack))
                try await stack.tell("RESUME app")
                let limit = ContinuousClock.now + .seconds(60)
                while try await !Self.isPaused(stack), .now < limit {
                    await Reactor.sleep(until: .now + .milliseconds(20))
                }
                #expect(try await Self.isPaused(stack))
                let words = "another console resumed app in PgBouncer while clients were held"
                #expect(agent.log.contains(words), "\(agent.log)")
                let status = try await agent.command("status")
                #expect(status.words.contains(words), "\(status.words)")
                await #expect(throws: PostgresError.self) {
                    try await stack.ask("SELECT 1", until: .now + .milliseconds(500))
                }
                #expect(try await agent.command("release").code == 0)
                #expect(try await stack.ask("SELECT 1") == "1")
                await agent.readiness(200)
            }
        }
    }

    @Reactor
    private static func isPaused(_ stack: Attached) async throws -> Bool {
        let console = try await stack.connect(to: "pgbouncer", as: "boss", Attached.consolePassword)
        let databases = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))[0].records
        return databases.first { $0("name") == "app" }?("paused") == "1"
    }
}
