import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// An attached PgBouncer that carries another owner's database too, whose server is well (case 8).
@Suite("Another owner's database in an attached PgBouncer", .serialized)
struct OtherDatabaseTests {
    /// What becomes of the agent once its hold has run out.
    enum Ending: CaseIterable {
        case goesOn, isKilled, isStopped, loses
    }

    private static let keys = ["hold_timeout": "1s", "drain_timeout": "500ms"]

    @Test(
        "another owner's database is served when our hold has run out and our clients fail", arguments: Ending.allCases)
    func holdRunsOut(ending: Ending) async throws {
        try await Self.withGuests { stack, other in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                let settings = try await stack.settings()
                let idle = try await stack.connect(to: "app", as: "app", Cluster.password)
                let behind = try await Self.wait(behind: other, for: 6, stack)
                await stack.cluster.server.crash()
                async let reads: Void = Self.expectEnd(stack, of: "app_ro")
                // Held first; then it fails, and who comes later, too: however often.
                for _ in 1...3 { await Self.expectEnd(stack) }
                await reads
                #expect(try await behind.value == "7")
                switch ending {
                case .goesOn: break
                case .isKilled:
                    agent.process.signal(SIGKILL)
                    _ = await agent.process.ended()
                case .isStopped:
                    agent.process.signal(SIGTERM)
                    _ = await agent.process.ended()
                case .loses:
                    agent.children.forEach { kill($0, SIGKILL) }
                    #expect(await agent.logs("pointsman-guard ended with code"))
                }
                #expect(try await stack.settings() == settings)
                #expect(try await Self.wait(behind: other, for: 3, stack).value == "7")
                #expect(try await stack.settings() == settings)
                #expect(try await stack.isReleased())
                guard ending == .goesOn || ending == .loses else { return }
                await Self.expectEnd(stack)
                #expect(try await Self.wait(behind: other, for: 3, stack).value == "7")
                // Once the server is back, so are our clients.
                try stack.cluster.server.restart()
                await agent.readiness(200)
                #expect(try await stack.ask("SELECT 5") == "5")
                #expect(try await stack.settings() == settings)
                withExtendedLifetime(idle) {}
            }
        }
    }

    @Test(
        "another owner's database is served when the guard ends a hold for a stopped agent",
        arguments: [false, true])
    func guardEnds(isIncludedFirst: Bool) async throws {
        try await Self.withGuests(first: isIncludedFirst) { stack, other in
            try await withAgent(stack.agent(keys: ["hold_timeout": "8s", "drain_timeout": "1s"])) { agent in
                await agent.readiness(200)
                let settings = try await stack.settings()
                let answer = try await agent.command("hold")
                #expect(answer.code == 0)
                let client = Reactor.task { _ = try await stack.ask("SELECT 1", until: .now + .seconds(110)) }
                agent.process.signal(SIGSTOP)
                await stack.cluster.server.crash()
                let began = ContinuousClock.now
                let behind = try await Self.wait(behind: other, for: 12, stack)
                await #expect(throws: PostgresError.self) { try await client.value }
                #expect(ContinuousClock.now - began < .seconds(40))
                #expect(try await behind.value == "7")
                #expect(try await stack.settings() == settings)
                agent.process.signal(SIGCONT)
                #expect(await agent.logs("has let clients go at the end of their hold"))
                _ = try await agent.command("release")
                // Nobody would end these but the session that is there now.
                for _ in 1...2 { await Self.expectEnd(stack) }
                #expect(try await Self.wait(behind: other, for: 3, stack).value == "7")
                #expect(try await stack.settings() == settings)
            }
        }
    }

    @Test("another owner's database is served while our writes are moved, and all settings stay its owner's")
    func reroute() async throws {
        try await Self.withGuests { stack, other in
            let port = try FreePort.pick()
            try await withServer(copyOf: stack.cluster.server, tcpPort: port) { standby in
                try await standby.becomeStandby()
                let keys = [
                    "discovery": "static", "members": "127.0.0.1:\(stack.cluster.port), 127.0.0.1:\(port)",
                    "hold_timeout": "2s", "drain_timeout": "500ms",
                ]
                try await withAgent(stack.agent(keys: keys)) { agent in
                    await agent.readiness(200, saying: "ready")
                    let settings = try await stack.settings()
                    let behind = try await Self.wait(behind: other, for: 8, stack)
                    await stack.cluster.server.crash()
                    await Self.expectEnd(stack)
                    _ = try await standby.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
                    await agent.readiness(200, saying: "ready")
                    #expect(try await stack.ask("SELECT current_setting('port')") == "\(port)")
                    #expect(try await behind.value == "7")
                    #expect(try await stack.settings() == settings)
                }
            }
        }
    }

    @Test("another owner's database is served when PgBouncer restarts after our hold has run out")
    func poolerStartsAnew() async throws {
        try await Self.withGuests { stack, _ in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                let settings = try await stack.settings()
                await stack.cluster.server.crash()
                await Self.expectEnd(stack)
                stack.pooler.process.signal(SIGKILL)
                _ = await stack.pooler.process.ended()
                try stack.pooler.restart()
                for _ in 1...2 { await Self.expectEnd(stack) }
                let other = try await stack.connect(to: "other", as: "app", Cluster.password)
                #expect(try await Self.wait(behind: other, for: 3, stack).value == "7")
                #expect(try await stack.settings() == settings)
            }
        }
    }

    /// A client of ours gets an error, and much sooner than by PgBouncer's own limits of one and two minutes.
    @Reactor
    private static func expectEnd(
        _ stack: Attached, of database: String = "app", _ place: SourceLocation = #_sourceLocation
    ) async {
        let began = ContinuousClock.now
        await #expect(throws: PostgresError.self, sourceLocation: place) {
            let client = try await stack.connect(to: database, as: "app", Cluster.password)
            _ = try await client.execute("SELECT 1", until: .now + .seconds(110))
        }
        #expect(ContinuousClock.now - began < .seconds(30), sourceLocation: place)
    }

    /// Has `client` keep the other database's one connection busy, and another one wait behind it.
    /// - Returns: what that one is answered.
    @Reactor
    private static func wait(
        behind client: PostgresConnection, for seconds: Int, _ stack: Attached
    ) async throws -> Task<String?, any Error> {
        let busy = Reactor.task {
            try await client.execute("SELECT pg_sleep(\(seconds))", until: .now + .seconds(100))
        }
        await Reactor.sleep(until: .now + .milliseconds(300))
        return Reactor.task {
            let second = try await stack.connect(to: "other", as: "app", Cluster.password)
            let answer = try await second.execute("SELECT 7", until: .now + .seconds(100)).first?.rows.first?.first
            _ = try await busy.value
            return answer ?? nil
        }
    }

    /// - Parameters:
    ///   - first: whether the agent's file is included before everything else.
    ///   - body: gets a client of the other database.
    @Reactor
    private static func withGuests(
        first: Bool = false, _ body: @Reactor (Attached, PostgresConnection) async throws -> Void
    ) async throws {
        try await withCluster { well in
            let line = "other = host=127.0.0.1 port=\(well.port) dbname=app pool_size=1"
            try await withAttached(first: first, databases: line, keys: "pool_mode = transaction") { stack in
                let other = try await stack.connect(to: "other", as: "app", Cluster.password)
                _ = try await other.execute("SELECT 1", until: .now + .seconds(60))
                try await body(stack, other)
            }
        }
    }
}
