import LinuxReactor
import PointsmanLab
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("The agent's death, with a real PgBouncer", .serialized)
struct AgentDeathTests {
    @Test("held clients are released when the agent is killed")
    func duringHold() async throws {
        try await withLab { stack in
            try await Self.hold(stack)
            let began = ContinuousClock.now
            await stack.agent.kill()
            try await Self.write(stack)
            // Far below hold_timeout: it was the handle that let them go.
            #expect(ContinuousClock.now - began < .seconds(10))
        }
    }

    @Test("the death of an agent in a hold refuses no connected client")
    func duringHoldOfClients() async throws {
        try await withLab { stack in
            var clients: [PostgresConnection] = []
            for _ in 0..<6 {
                let client = try await PostgresConnection.connect(
                    stack.plan.pooledConnection, until: .now + .seconds(60))
                _ = try await client.execute("SELECT 1", until: .now + .seconds(60))
                clients.append(client)
            }
            // No login is under way once the pool has its `min_pool_size`.
            let isFull = try await eventually {
                let count = try await clients[0].execute(
                    "SELECT count(*) > 10 FROM pg_stat_activity WHERE usename = 'app'", until: .now + .seconds(60))
                return count[0].rows == [["t"]]
            }
            try #require(isFull)
            try await Self.hold(stack)
            // PgBouncer would fill its pool up three times a second.
            await Reactor.sleep(until: .now + .seconds(1))
            await stack.agent.kill()
            for client in clients {
                await #expect(throws: Never.self) {
                    _ = try await client.execute("SELECT 1", until: .now + .seconds(60))
                }
                await Reactor.sleep(until: .now + .milliseconds(10))
            }
        }
    }

    @Test("held clients are released when the agent hands over its pooler, which keeps running")
    func handover() async throws {
        try await withLab { stack in
            try await Self.hold(stack)
            let pooler = stack.agent.poolerProcessID
            _ = try await Self.client(stack).post("/v1/handover", until: .now + .seconds(60))
            let began = ContinuousClock.now
            try await Self.write(stack)
            #expect(ContinuousClock.now - began < .seconds(10))
            #expect(stack.agent.poolerProcessID == pooler)
        }
    }

    @Test("a killed agent's pooler keeps serving, and the next agent adopts it")
    func adoption() async throws {
        try await withLab { stack in
            let pooler = stack.agent.poolerProcessID
            #expect(pooler != nil)
            await stack.agent.kill()
            try await Self.write(stack)
            try stack.agent.start()
            try await stack.agent.isReady()
            try await Self.write(stack)
            #expect(stack.agent.poolerProcessID == pooler)
        }
    }

    @Test("an operator's hold ends at its time limit, and by release")
    func release() async throws {
        try await withLab { stack in
            try await Self.hold(stack, milliseconds: 200)
            try await Self.write(stack)
            try await stack.agent.isReady()
            try await Self.hold(stack)
            let answer = try await Self.client(stack).post("/v1/release", until: .now + .seconds(60))
            #expect(answer.status == 200, "\(answer.text)")
            try await Self.write(stack)
            try await stack.agent.isReady()
        }
    }

    @Reactor
    private static func hold(_ stack: LabStack, milliseconds: Int = 20_000) async throws {
        let answer = try await client(stack).post("/v1/hold?milliseconds=\(milliseconds)", until: .now + .seconds(60))
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Reactor
    private static func client(_ stack: LabStack) -> HTTPClient {
        HTTPClient(.control(path: stack.agent.controlSocket))
    }

    /// A round trip to the primary through the pooler, which waits for as long as clients are held.
    @Reactor
    private static func write(_ stack: LabStack) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        let connection = try await PostgresConnection.connect(stack.plan.pooledConnection, until: deadline)
        let answer = try await connection.execute("SELECT pg_is_in_recovery()", until: deadline)
        #expect(answer[0].rows == [["f"]])
    }
}
