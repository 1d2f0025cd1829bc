import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A managed PgBouncer of two processes", .serialized)
struct SeveralPoolersTests {
    @Test("both processes take clients and follow the primary, and metrics have the sum of both")
    func both() async throws {
        try await Self.withTwo { pair, agent, port in
            let clients = PoolerClients(port: port)
            let open = try await clients.connect(24)
            let consoles = try await Self.consoles(agent, port)
            var counts: [Int] = []
            for console in consoles { counts.append(try await PoolerClients.count(console)) }
            #expect(counts.allSatisfy { $0 > 0 } && counts.reduce(0, +) == 24, "\(counts)")
            let metrics = (await agent.get("/metrics")?.text ?? "").split(separator: "\n")
            let active = metrics.filter { $0.hasPrefix("pgbouncer_pools_client_active_connections{database=\"app\"") }
            // A round trip of the agent's may be among them.
            let sums = active.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
            #expect(sums.count == 1 && sums[0] >= 24, "\(active)")
            withExtendedLifetime(open) {}

            await pair.killFirst()
            try await pair.promoteSecond()
            for number in 0..<12 { try await clients.write(number) }
            for console in consoles {
                let target = try await PoolerClients.target(console)
                #expect(target == "127.0.0.1:\(pair.ports.second) paused 0")
            }
            await agent.readiness(200)
            // That is for a hold which ends where it began.
            #expect(!agent.log.contains("SUSPEND command issued"), "\(agent.log)")
        }
    }

    @Test("a process that dies is started again and led like the other one, which goes on meanwhile")
    func death() async throws {
        try await Self.withTwo { pair, agent, port in
            let consoles = try await Self.consoles(agent, port)
            let before = Self.process(2, agent)
            kill(before, SIGKILL)
            _ = try await consoles[0].execute("SHOW VERSION", until: .now + .seconds(60))
            #expect(await eventually { Self.process(2, agent) != before && Self.process(2, agent) != 0 })
            #expect(await agent.logs("PgBouncer process 2 is back, and leads where the others do"), "\(agent.log)")
            await agent.readiness(200)
            #expect(await agent.status().contains("can't be led") == false)

            await pair.killFirst()
            try await pair.promoteSecond()
            for number in 0..<12 { try await PoolerClients(port: port).write(number) }
            for console in try await Self.consoles(agent, port) {
                let target = try await PoolerClients.target(console)
                #expect(target == "127.0.0.1:\(pair.ports.second) paused 0")
            }
        }
    }

    @Test("a process that dies in a hold comes back into it, and all clients are let go together")
    func deathInHold() async throws {
        try await Self.withTwo { pair, agent, port in
            await pair.killFirst()
            #expect(try await eventually { try await Self.arePaused(agent, port) })
            kill(Self.process(2, agent), SIGKILL)
            #expect(await agent.logs("PgBouncer process 2 is back, and holds its clients"), "\(agent.log)")
            #expect(try await eventually { try await Self.arePaused(agent, port) })
            try await pair.promoteSecond()
            for number in 0..<12 { try await PoolerClients(port: port).write(number) }
            await agent.readiness(200)
            // A look at the pooler would hold it again, but later, and as another console's doing.
            #expect(await agent.status().contains("another console") == false)
        }
    }

    @Test("an agent that is killed in a hold leaves neither process paused, and the next one adopts both")
    func killed() async throws {
        try await withPairAndPlace { pair, place in
            let port = try FreePort.pick()
            let keys = Self.keys(pair, port)
            let first = try Program(in: place, keys)
            await first.readiness(200)
            let processes = [Self.process(1, first), Self.process(2, first)]
            await pair.killFirst()
            #expect(try await eventually { try await Self.arePaused(first, port) })
            first.process.signal(SIGKILL)
            _ = await first.process.ended()
            for number in 1...2 {
                let console = try await first.managedConsole(port: port, process: number)
                #expect(try await eventually { try await PoolerClients.target(console).hasSuffix("paused 0") })
            }
            try await withAgent(Program(in: place, keys)) { second in
                try await pair.promoteSecond()
                await second.readiness(200)
                #expect([Self.process(1, second), Self.process(2, second)] == processes)
                #expect(second.log.contains("adopted PgBouncer process 2, process \(processes[1])"))
                for number in 0..<12 { try await PoolerClients(port: port).write(number) }
            }
        }
    }

    @Test("after a hand-over to an agent with fewer processes the one that is too many is ended")
    func fewer() async throws {
        try await withPairAndPlace { pair, place in
            let port = try FreePort.pick()
            let first = try Program(in: place, Self.keys(pair, port))
            await first.readiness(200)
            let processes = [Self.process(1, first), Self.process(2, first)]
            #expect(try await first.command("handover").code == 0)
            _ = await first.process.ended()
            let one = try Program(in: place, Self.keys(pair, port).filter { $0.key != "pooler_processes" })
            try await withAgent(one) { agent in
                await agent.readiness(200)
                #expect(Self.process(1, agent) == processes[0])
                #expect(await eventually { kill(processes[1], 0) != 0 })
            }
        }
    }

    @Test("an agent with more processes than the PgBouncer that runs alone is refused, and that one goes on")
    func more() async throws {
        try await withPairAndPlace { pair, place in
            let port = try FreePort.pick()
            let first = try Program(in: place, Self.keys(pair, port).filter { $0.key != "pooler_processes" })
            await first.readiness(200)
            #expect(try await first.command("handover").code == 0)
            _ = await first.process.ended()
            let second = try Program(in: place, Self.keys(pair, port))
            let end = await second.ended()
            #expect(end.code == 69)
            #expect(end.words.contains("was started as the only one"), "\(end.words)")
            try await PoolerClients(port: port).write(1)
            kill(Self.process(1, second), SIGTERM)
        }
    }

    @Test(
        "a cancel request reaches the process that has the query, with releases that have [peers]",
        .enabled(if: TestPooler.standard != "/usr/sbin/pgbouncer"))
    func cancel() async throws {
        try await Self.withTwo { _, agent, port in
            let ini = contents(of: "\(agent.place.runtime)/pgbouncer-2/pgbouncer.ini")
            #expect(ini.contains("[peers]") && ini.contains("peer_id = 2"), "\(ini)")
            for _ in 0..<12 {
                let began = ContinuousClock.now
                // psql sends a cancel request at SIGINT, by a connection that may reach the other process.
                let client = try agent.place.start(
                    [
                        "/usr/bin/timeout", "-s", "INT", "0.5", "/usr/bin/psql", "-h", "127.0.0.1", "-p", "\(port)",
                        "-U",
                        "app", "-d", "app", "-c", "SELECT pg_sleep(40)",
                    ], environment: ["PATH=\(Program.path)", "PGPASSWORD=\(ServerPair.password)"], output: "psql.log")
                _ = await client.ended(until: .now + .seconds(60))
                #expect(ContinuousClock.now - began < .seconds(30))
            }
            let words = contents(of: "\(agent.place.folder)/psql.log").split(separator: "\n")
            #expect(words.count { $0.contains("canceling statement due to user request") } == 12, "\(words)")
        }
    }

    /// Runs `body` with a pair of servers and a ready agent.
    @Reactor
    static func withTwo(_ body: @Reactor (ServerPair, Program, UInt16) async throws -> Void) async throws {
        try await withPairAndPlace { pair, place in
            let port = try FreePort.pick()
            try await withAgent(Program(in: place, Self.keys(pair, port))) { agent in
                await agent.readiness(200)
                try await body(pair, agent, port)
            }
        }
    }

    nonisolated private static func keys(_ pair: ServerPair, _ port: UInt16) -> [(key: String, value: String)] {
        [
            ("database_url", "postgres://app:\(ServerPair.password)@127.0.0.1:\(pair.ports.first)/app"),
            ("discovery", "static"), ("members", "127.0.0.1:\(pair.ports.first), 127.0.0.1:\(pair.ports.second)"),
            ("http_listen", ""), ("pooler_listen", "127.0.0.1:\(port)"), ("pooler_processes", "2"),
            ("hold_timeout", "60s"), ("canary_interval", "1s"),
        ]
    }

    @Reactor
    static func consoles(_ agent: Program, _ port: UInt16) async throws -> [PostgresConnection] {
        [
            try await agent.managedConsole(port: port, process: 1),
            try await agent.managedConsole(port: port, process: 2),
        ]
    }

    @Reactor
    private static func arePaused(_ agent: Program, _ port: UInt16) async throws -> Bool {
        for console in try await consoles(agent, port) {
            guard try await PoolerClients.target(console).hasSuffix("paused 1") else { return false }
        }
        return true
    }

    /// The process by its pid file; 0 while there is none.
    @Reactor
    private static func process(_ number: Int, _ agent: Program) -> Int32 {
        let folder = "\(agent.place.runtime)/pgbouncer\(number == 1 ? "" : "-\(number)")"
        return Int32(contents(of: "\(folder)/pgbouncer.pid").split(separator: "\n").first ?? "") ?? 0
    }
}
