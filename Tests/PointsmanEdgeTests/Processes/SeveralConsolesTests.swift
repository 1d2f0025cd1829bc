import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("An attached PgBouncer of two processes with a console each", .serialized)
struct SeveralConsolesTests {
    @Test("both are led, held and let go, and the one that is left goes on if the other one dies")
    func both() async throws {
        try await Self.withTwo { stack, second in
            try await withAgent(stack.agent(console: Self.consoles(stack, second))) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                let (one, other) = (try await Self.console(stack.pooler, stack), try await Self.console(second, stack))
                for console in [one, other] {
                    #expect(try await PoolerClients.target(console) == "127.0.0.1:\(stack.cluster.port) paused 0")
                }
                #expect(try await agent.command("hold", "--for", "30s").code == 0)
                for console in [one, other] {
                    #expect(try await eventually { try await PoolerClients.target(console).hasSuffix("paused 1") })
                }
                #expect(try await agent.command("release").code == 0)
                for console in [one, other] {
                    #expect(try await eventually { try await PoolerClients.target(console).hasSuffix("paused 0") })
                }
                #expect(await agent.readiness(200) == "ready\n")

                second.process.signal(SIGKILL)
                _ = await second.process.ended()
                #expect(await agent.says("1 of 2 PgBouncer processes can't be led: PgBouncer process 2"))
                #expect(await agent.readiness(200) == "ready\n")
                #expect(try await stack.ask("SELECT 1") == "1")
                #expect(try await agent.command("hold", "--for", "30s").code == 0)
                #expect(try await eventually { try await PoolerClients.target(one).hasSuffix("paused 1") })
                try second.restart()
                #expect(await agent.logs("PgBouncer process 2 is back, and holds its clients"), "\(agent.log)")
                let again = try await Self.console(second, stack)
                #expect(try await eventually { try await PoolerClients.target(again).hasSuffix("paused 1") })
                #expect(try await agent.command("release").code == 0)
                #expect(try await eventually { try await PoolerClients.target(again).hasSuffix("paused 0") })
                #expect(await agent.readiness(200) == "ready\n")
                #expect(await agent.status().contains("can't be led") == false)
            }
        }
    }

    @Test("an agent of two consoles, of which one is dead, starts and leads the other one, and says which is missing")
    func deadFromTheStart() async throws {
        try await Self.withTwo { stack, second in
            second.process.signal(SIGKILL)
            _ = await second.process.ended()
            try await withAgent(stack.agent(console: Self.consoles(stack, second))) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                #expect(await agent.says("1 of 2 PgBouncer processes can't be led: PgBouncer process 2"))
            }
        }
    }

    @Test("a third process at the port that no console of the list leads to is refused with a sentence")
    func third() async throws {
        try await Self.withTwo { stack, second in
            let file = "\(stack.place.state)/databases.ini"
            try await withPooler(rendering: {
                Attached.files(port: stack.port, including: file, keys: "so_reuseport = 1", in: $0)
            }) { third in
                _ = try await Self.console(third, stack)
                let end = try await stack.agent(console: Self.consoles(stack, second)).ended()
                #expect(end.code == 69)
                #expect(end.words.contains("than the 2 that pooler_console names"), "\(end.words)")
            }
        }
    }

    @Reactor
    static func console(_ pooler: TestPooler, _ stack: Attached) async throws -> PostgresConnection {
        try await pooler.console(port: stack.port, as: "boss", password: Attached.consolePassword)
    }

    /// What `pooler_console` says: each process by its own socket.
    @Reactor
    static func consoles(_ stack: Attached, _ second: TestPooler) -> String {
        [stack.pooler, second].map { pooler in
            "postgres://boss:\(Attached.consolePassword)@/pgbouncer?host=\(pooler.folder)&port=\(stack.port)"
        }.joined(separator: ", ")
    }

    @Reactor
    static func withTwo(_ body: @Reactor (Attached, TestPooler) async throws -> Void) async throws {
        try await withAttached(keys: "so_reuseport = 1") { stack in
            let file = "\(stack.place.state)/databases.ini"
            try await withPooler(rendering: {
                Attached.files(port: stack.port, including: file, keys: "so_reuseport = 1", in: $0)
            }) { second in
                _ = try await console(second, stack)
                try await body(stack, second)
            }
        }
    }
}
