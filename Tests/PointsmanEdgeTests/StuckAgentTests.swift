import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("A stopped agent or guard that goes on", .serialized)
struct StuckAgentTests {
    private static let keys = ["hold_timeout": "3s", "drain_timeout": "1s"]

    /// How often the agent has logged that the guard ended a hold.
    @Reactor
    private static func releases(told agent: Program) -> Int {
        agent.log.split(separator: "has let clients go at the end of their hold", omittingEmptySubsequences: false)
            .count
    }

    @Test("a held client is served soon after hold_timeout while its agent is stopped, and the agent can hold again")
    func stoppedInHold() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                for round in 1...2 {
                    let answer = try await agent.command("hold")
                    #expect(answer.code == 0)
                    let began = ContinuousClock.now
                    let client = Reactor.task { () async throws -> String? in
                        try await stack.ask("SELECT 1", until: .now + .seconds(110))
                    }
                    agent.process.signal(SIGSTOP)
                    let isReleased = try await stack.isReleased()
                    #expect(isReleased)
                    // PgBouncer's own limit, query_wait_timeout, is two minutes.
                    #expect(try await client.value == "1")
                    #expect(ContinuousClock.now - began < .seconds(20))
                    let told = Self.releases(told: agent)
                    agent.process.signal(SIGCONT)
                    _ = await eventually { Self.releases(told: agent) != told }
                    #expect(Self.releases(told: agent) > told, "round \(round)")
                    await agent.readiness(200)
                    #expect(try await stack.paused() == [])
                    let keys = try await stack.settings()
                    #expect(keys["query_wait_timeout"] == "120", "those who wait would fail after a second for good")
                }
            }
        }
    }

    @Test("a held client without a server fails soon after hold_timeout although its agent is stopped")
    func stoppedWithoutServer() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                let answer = try await agent.command("hold")
                #expect(answer.code == 0)
                let began = ContinuousClock.now
                let client = Reactor.task { () async throws -> Void in
                    let connection = try await stack.connect(to: "app", as: "app", Cluster.password)
                    _ = try await connection.execute("SELECT 1", until: .now + .seconds(110))
                }
                agent.process.signal(SIGSTOP)
                await stack.cluster.server.crash()
                await #expect(throws: PostgresError.self) { try await client.value }
                #expect(ContinuousClock.now - began < .seconds(20))
                agent.process.signal(SIGCONT)
            }
        }
    }

    @Test("a stopped guard is replaced, and the new one releases clients when the agent is killed")
    func stoppedGuard() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let first = agent.children
                #expect(first.count == 1)
                first.forEach { kill($0, SIGSTOP) }
                _ = await eventually { agent.children != first && !agent.children.isEmpty }
                await agent.readiness(200)
                #expect(agent.log.contains("pointsman-guard did not answer and was killed"))
                let answer = try await agent.command("hold")
                #expect(answer.code == 0)
                agent.process.signal(SIGKILL)
                let isReleased = try await stack.isReleased()
                #expect(isReleased)
            }
        }
    }
}
