import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// Port 53, the only one that PgBouncer asks, takes root.
@Suite(
    "Servers whose certificates are for names only, with sslmode=verify-full", .serialized, .enabled(if: getuid() == 0))
struct NamedServerTests {
    @Test("PgBouncer is led by name to a server with a certificate for that name, and to the next one after a crash")
    func list() async throws {
        let records = ["db-1.internal. 5 IN A 127.0.0.1", "db-2.internal. 5 IN A 127.0.0.1"]
        try await withNamedServers(records, names: ("DNS:db-1.internal", "DNS:db-2.internal")) { servers in
            let (pair, port) = (servers.pair, try FreePort.pick())
            let hosts = "db-1.internal:\(pair.ports.first),db-2.internal:\(pair.ports.second)"
            try await withAgent(servers.agent(hosts, port: port)) { agent in
                try await Self.follow(servers, agent, through: port)
            }
        }
    }

    @Test(
        "an attached PgBouncer that checks names is led by name to a server, and to the next one after a crash",
        arguments: ["verify-full", "verify-ca"])
    func attached(mode: String) async throws {
        let records = ["db-1.internal. 5 IN A 127.0.0.1", "db-2.internal. 5 IN A 127.0.0.1"]
        try await withNamedServers(records, names: ("DNS:db-1.internal", "DNS:db-2.internal")) { servers in
            let (pair, port) = (servers.pair, try FreePort.pick())
            let hosts = "db-1.internal:\(pair.ports.first),db-2.internal:\(pair.ports.second)"
            try await servers.withAttached(port: port) { pooler, keys in
                try await withAgent(servers.agent(hosts, port: port, mode: mode, keys)) { agent in
                    try await Self.follow(servers, agent, through: port)
                    let refusals = pooler.log.split(separator: "\n").filter { $0.contains("certificate") }
                    #expect(refusals.isEmpty, "\(refusals)")
                }
            }
        }
    }

    @Test(
        "an attached PgBouncer that checks names is led nowhere by a name that stands for two servers, and status says so"
    )
    func attachedShared() async throws {
        let records = ["db.internal. 1 IN A 127.0.0.1", "db.internal. 1 IN A 127.0.0.9"]
        try await withNamedServers(records, names: ("DNS:db.internal", "DNS:other.internal")) { servers in
            let port = try FreePort.pick()
            try await servers.withAttached(port: port) { _, keys in
                let hosts = "db.internal:\(servers.pair.ports.first)"
                try await withAgent(servers.agent(hosts, port: port, keys)) { agent in
                    #expect(await agent.says("no host leads it to 127.0.0.1", "db.internal stands for 2 addresses"))
                    await agent.readiness(503, saying: "the route is not confirmed")
                    try await servers.resolver.set("db.internal", to: ["db.internal. 1 IN A 127.0.0.1"])
                    await agent.readiness(200)
                    #expect(servers.databases.contains("app = host='db.internal'"))
                    #expect(await agent.status().contains("stands for 2 addresses") == false)
                }
            }
        }
    }

    @Test("a server that an SRV record names is probed and pooled by its own name if only that is in its certificate")
    func service() async throws {
        try await withPairAndPlace { pair, place in
            let records = [
                "_postgresql._tcp.db.internal. 5 IN SRV 0 0 \(pair.ports.first) db-1.db.internal.",
                "_postgresql._tcp.db.internal. 5 IN SRV 0 0 \(pair.ports.second) db-2.db.internal.",
                "db-1.db.internal. 5 IN A 127.0.0.1", "db-2.db.internal. 5 IN A 127.0.0.1",
            ]
            try await withResolver(records, atStandardPort: true) { resolver in
                let servers = try await NamedServers.prepare(
                    pair, in: place, resolver, names: ("DNS:db-1.db.internal", "DNS:db-2.db.internal"))
                let agent = try servers.agent(
                    "db.internal", port: FreePort.pick(),
                    ["discovery": "srv", "discovery_name": "_postgresql._tcp.db.internal"])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    #expect(servers.databases.contains("app = host='db-1.db.internal'"))
                }
            }
        }
    }

    @Test("a name that stands for two servers leads PgBouncer to neither, and status says so until DNS is mended")
    func shared() async throws {
        let records = ["db.internal. 1 IN A 127.0.0.1", "db.internal. 1 IN A 127.0.0.9"]
        try await withNamedServers(records, names: ("DNS:db.internal", "DNS:other.internal")) { servers in
            let agent = try servers.agent(
                "db.internal:\(servers.pair.ports.first)", port: FreePort.pick(), ["discovery": "name"])
            try await withAgent(agent) { agent in
                #expect(await agent.says("no host leads it to 127.0.0.1", "db.internal stands for 2 addresses"))
                await agent.readiness(503, saying: "the route is not confirmed")
                try await servers.resolver.set("db.internal", to: ["db.internal. 1 IN A 127.0.0.1"])
                await agent.readiness(200)
                #expect(servers.databases.contains("app = host='db.internal'"))
                #expect(await agent.status().contains("stands for 2 addresses") == false)
                #expect(await agent.status().contains("not by this agent") == false)
            }
        }
    }

    @Test("PgBouncer is led by its address to a server whose certificate is for the address, whatever DNS says")
    func address() async throws {
        let records = ["db-1.internal. 5 IN A 127.0.0.1"]
        try await withNamedServers(records, names: ("DNS:db-1.internal,IP:127.0.0.1", "DNS:x")) { servers in
            let agent = try servers.agent("db-1.internal:\(servers.pair.ports.first)", port: FreePort.pick())
            try await withAgent(agent) { agent in
                await agent.readiness(200)
                #expect(servers.databases.contains("app = host='127.0.0.1'"))
            }
        }
    }

    /// Writes as a client of the app would, and again while that fails.
    /// Writes through PgBouncer before and after a crash of the first server, led by name to both.
    @Reactor
    private static func follow(_ servers: NamedServers, _ agent: Program, through port: UInt16) async throws {
        let pair = servers.pair
        await agent.readiness(200)
        #expect(servers.databases.contains("app = host='db-1.internal' port='\(pair.ports.first)'"))
        try await write(through: port, until: .now + .seconds(60))
        await pair.killFirst()
        try await pair.promoteSecond()
        try await write(through: port, until: .now + .seconds(60))
        #expect(servers.databases.contains("app = host='db-2.internal' port='\(pair.ports.second)'"))
        #expect(try await areAllEncrypted(pair))
        await agent.readiness(200)
    }

    @Reactor
    private static func write(through port: UInt16, until limit: ContinuousClock.Instant) async throws {
        while true {
            do {
                let client = try await PostgresConnection.connect(
                    [
                        ("host", "127.0.0.1"), ("port", "\(port)"), ("user", "app"), ("dbname", "app"),
                        ("password", ServerPair.password), ("sslmode", "disable"),
                    ], until: limit)
                _ = try await client.execute("INSERT INTO ledger VALUES (1)", until: limit)
                return
            } catch {
                if .now > limit { throw error }
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
    }

    /// Whether every session of the app's at the second server is encrypted, and there are some.
    @Reactor
    private static func areAllEncrypted(_ pair: ServerPair) async throws -> Bool {
        let shown = try await pair.connect(to: pair.ports.second).execute(
            """
            SELECT bool_and(ssl) AS all, count(*) AS sessions FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE usename = 'app'
            """, until: .now + .seconds(60))[0]
        return shown.value("all") == "t" && shown.value("sessions").flatMap { Int($0) } ?? 0 >= 2
    }
}
