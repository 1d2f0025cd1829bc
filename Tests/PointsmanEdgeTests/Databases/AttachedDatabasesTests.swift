import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Databases of [databases] in an attached PgBouncer", .serialized)
struct AttachedDatabasesTests {
    @Test("a hold holds our lines' databases and those that our * has opened, and none of another owner's")
    func hold() async throws {
        try await Self.withStack { stack in
            try await withAgent(stack.agent(ini: stack.ini, databases: ["orders = dbname=app", "* ="])) { agent in
                await agent.readiness(200)
                for name in ["app", "orders", "extra", "other"] { #expect(try await Self.ask(stack, name) == "5") }
                let guest = try await stack.connect(to: "extra", as: "app", Cluster.password)
                #expect(try await agent.command("hold").code == 0)
                #expect(try await stack.paused().sorted() == ["app", "extra", "orders"])
                withExtendedLifetime(guest) {}
                #expect(try await Self.ask(stack, "other") == "5")
                let waiters = ["app", "orders", "extra"].map { name in
                    Reactor.task { try await Self.ask(stack, name) }
                }
                #expect(try await agent.command("release").code == 0)
                for waiter in waiters { #expect(try await waiter.value == "5") }
                #expect(try await stack.isReleased())
                let doctor = try await agent.command("doctor", "--seconds", "0")
                #expect(doctor.words.contains("2 more databases lead to the primary"), "\(doctor.words)")
            }
        }
    }

    @Test("a hold that an agent and its guard have left is ended for every database by release --without-agent")
    func orphaned() async throws {
        try await Self.withStack { stack in
            let agent = try await Self.leaveHold(stack)
            try await stack.tell("PAUSE other")
            let released = try await agent.command("release", "--without-agent")
            #expect(released.code == 0 && released.words.contains("orders"), "\(released.words)")
            #expect(try await stack.paused() == ["other"])
            for name in ["orders", "extra"] { #expect(try await Self.ask(stack, name) == "5") }
        }
    }

    @Test("a hold that an agent and its guard have left is ended for every database by the next agent")
    func adopted() async throws {
        try await Self.withStack { stack in
            _ = try await Self.leaveHold(stack)
            try await withAgent(stack.agent(ini: stack.ini, databases: ["orders = dbname=app", "* ="])) { agent in
                await agent.readiness(200)
                for name in ["orders", "extra", "other"] {
                    let answer = try await Self.ask(stack, name)
                    #expect(answer == "5")
                }
            }
        }
    }

    /// Kills an agent that holds clients, and its guard. One database is paused that SHOW DATABASES doesn't show.
    @Reactor
    private static func leaveHold(_ stack: Attached) async throws -> Program {
        let agent = try stack.agent(ini: stack.ini, databases: ["orders = dbname=app", "* ="])
        await agent.readiness(200)
        for name in ["orders", "extra", "other"] { #expect(try await ask(stack, name) == "5") }
        var guest: PostgresConnection? = try await stack.connect(to: "extra", as: "app", Cluster.password)
        #expect(try await agent.command("hold").code == 0)
        let children = agent.children
        agent.process.signal(SIGSTOP)
        children.forEach { kill($0, SIGKILL) }
        agent.process.signal(SIGKILL)
        _ = await agent.process.ended()
        #expect(try await stack.paused().sorted() == ["app", "extra", "orders"])
        guest = withExtendedLifetime(guest) { nil }
        #expect(try await isAside("extra", stack))
        return agent
    }

    /// Suspends until SHOW DATABASES doesn't show `name`, which has neither a client nor, since PAUSE, a server connection.
    @Reactor
    private static func isAside(_ name: String, _ stack: Attached) async throws -> Bool {
        try await eventually { try await !stack.shownDatabases().contains { $0("name") == name } }
    }

    @Test("a database of * that PgBouncer puts aside in a hold is released with the others")
    func aside() async throws {
        try await Self.withStack { stack in
            try await withAgent(stack.agent(ini: stack.ini, databases: ["orders = dbname=app", "* ="])) { agent in
                await agent.readiness(200)
                let before = try await Self.ask(stack, "extra")
                #expect(before == "5")
                #expect(try await agent.command("hold").code == 0)
                #expect(try await Self.isAside("extra", stack))
                #expect(try await agent.command("release").code == 0)
                #expect(try await Self.ask(stack, "extra") == "5")
            }
        }
    }

    @Reactor
    private static func ask(_ stack: Attached, _ database: String) async throws -> String? {
        let client = try await stack.connect(to: database, as: "app", Cluster.password)
        return try await client.execute("SELECT 5", until: .now + .seconds(60)).last?.rows.first?.first ?? nil
    }

    @Reactor
    private static func withStack(_ body: @Reactor (Attached) async throws -> Void) async throws {
        try await withCluster { well in
            let line = "other = host=127.0.0.1 port=\(well.port) dbname=app"
            try await withAttached(databases: line, keys: "pool_mode = transaction") { stack in
                let admin = try await stack.cluster.server.connect()
                _ = try await admin.execute("CREATE DATABASE extra", until: .now + .seconds(60))
                try await body(stack)
            }
        }
    }
}

extension Attached {
    /// PgBouncer's own ini file.
    fileprivate var ini: String { "\(pooler.folder)/pgbouncer.ini" }
}
