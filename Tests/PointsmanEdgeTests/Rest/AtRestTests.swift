import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A PgBouncer at rest that was changed from outside", .serialized)
struct AtRestTests {
    private static let keys = ["canary_interval": "500ms"]

    @Test("an agent is not ready while PgBouncer is stopped by SIGSTOP, and ready when it goes on")
    func frozen() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                stack.pooler.process.signal(SIGSTOP)
                await agent.readiness(503, saying: "PgBouncer does not answer")
                let check = try await agent.command("check", "pooler")
                #expect(check.code == 2)
                #expect(check.words.contains("PgBouncer does not answer"), "\(check.words)")
                stack.pooler.process.signal(SIGCONT)
                await agent.readiness(200)
                #expect(try await stack.ask("SELECT pg_is_in_recovery()") == "f")
                // What it was asked meanwhile must not have cost it the means to act.
                let held = try await agent.command("hold")
                #expect(held.code == 0, "\(held.words)")
                #expect(try await agent.command("release").code == 0)
            }
        }
    }

    @Test(
        "PAUSE, KILL and DISABLE by hand make the agent not ready with the cure, and are not undone by it",
        arguments: [("PAUSE", "RESUME"), ("KILL", "RESUME"), ("DISABLE", "ENABLE")])
    func byHand(word: String, cure: String) async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                try await stack.tell("\(word) app")
                let reason = await agent.readiness(503, saying: "not by this agent")
                #expect(reason.contains("until \(cure) app"), "\(reason)")
                #expect(agent.log.contains("until \(cure) app"))
                let check = try await agent.command("check", "pooler")
                #expect(check.code == 2 && check.words.contains("\(cure) app"), "\(check.words)")
                // It is an operator's deed: the agent does not undo it.
                await Reactor.sleep(until: .now + .seconds(2))
                #expect(try await agent.command("check", "pooler").code == 2)
                try await stack.tell("\(cure) app")
                await agent.readiness(200)
                #expect(try await stack.ask("SELECT 1") == "1")
            }
        }
    }

    @Test(
        "an agent writes a replaced databases.ini again, has it read, and reports it",
        arguments: ["app = host=127.0.0.1 port=1 dbname=postgres", "other = host=127.0.0.1 port=1", nil])
    func replaced(line: String?) async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                let file = "\(stack.place.state)/databases.ini"
                let ours = contents(of: file)
                #expect(ours.contains("connect_query"))
                // Without a line of its own: the same server, and no fence.
                let unfenced = "app = host=127.0.0.1 port=\(stack.cluster.port) dbname=postgres"
                try stack.place.write("[databases]\n\(line ?? unfenced)\n", to: "state/databases.ini")
                try await stack.tell("RELOAD")
                _ = await eventually { contents(of: file) == ours }
                #expect(contents(of: file) == ours)
                await agent.readiness(200)
                #expect(try await stack.ask("SELECT pg_is_in_recovery()") == "f")
                #expect(agent.log.contains("not by this agent"), "\(agent.log)")
                let status = try await agent.command("status")
                #expect(status.words.contains("not by this agent"), "\(status.words)")
            }
        }
    }

    @Test("a full pool degrades the agent with the figure and does not make it not ready")
    func fullPool() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                try await stack.tell("SET default_pool_size=1")
                var client: PostgresConnection? = try await stack.connect(to: "app", as: "app", Cluster.password)
                _ = try await client?.execute("BEGIN", until: .now + .seconds(60))
                await agent.readiness(200, saying: "degraded: the pool of app is full: 1 of 1 server connections")
                // A canary that was given up waits on in PgBouncer's queue: there must not be more and more of them.
                await Reactor.sleep(until: .now + .seconds(3))
                let console = try await stack.connect(to: "pgbouncer", as: "boss", Attached.consolePassword)
                let pools = try await console.execute("SHOW POOLS", until: .now + .seconds(60))[0].records
                #expect(pools.first { $0("database") == "app" }?("cl_waiting") == "1")
                let check = try await agent.command("check", "pooler")
                #expect(check.code == 1 && check.words.contains("1 of 1"), "\(check.words)")
                client = nil
                await agent.readiness(200)
                #expect(!agent.log.contains("not ready: the pool"))
            }
        }
    }

    @Test("clients at max_client_conn degrade the agent with the figure and do not make it not ready")
    func clientLimit() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                try await stack.tell("SET max_client_conn=5")
                await agent.readiness(200, saying: "client connections are in use (max_client_conn)")
                #expect(agent.log.contains("of 5 client connections"), "\(agent.log)")
                try await stack.tell("SET max_client_conn=100")
                await agent.readiness(200)
                #expect(!agent.log.contains("not ready: PgBouncer takes"))
            }
        }
    }

    @Test("an agent with canary_interval = 0 does not look at PgBouncer at rest")
    func never() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: ["canary_interval": "0"])) { agent in
                await agent.readiness(200)
                try await stack.tell("PAUSE app")
                await Reactor.sleep(until: .now + .seconds(2))
                #expect(await agent.get("/readyz")?.text == "ready\n")
                try await stack.tell("RESUME app")
            }
        }
    }
}
