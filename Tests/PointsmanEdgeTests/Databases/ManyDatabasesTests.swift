import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("Databases of [databases]", .serialized)
struct ManyDatabasesTests {
    private static let names = ["orders", "billing", "anyother"]

    @Test("all databases that follow the primary move with it, one that * has opened too, and one with a host stays")
    func move() async throws {
        try await Self.withPair { stage in
            let agent = try stage.agent(databases: [
                "orders =", "bills = dbname=billing user=clerk password='pw clerk' pool_size=3",
                "reports = route=reads dbname=app",
                "fixed = host=127.0.0.1 port=\(stage.cluster.port) dbname=app user=app password=\(Cluster.password)",
                "* =",
            ])
            try await withAgent(agent) { agent in
                await agent.readiness(200, saying: "ready")
                for name in ["app", "orders", "bills", "reports", "anyother", "fixed"] {
                    #expect(try await stage.port(of: name) == "\(stage.cluster.port)")
                }
                #expect(try await stage.ask("bills", "SELECT session_user") == "clerk")
                var file = stat()
                #expect(stat("\(stage.place.state)/databases.ini", &file) == 0 && file.st_mode & 0o077 == 0)

                await stage.cluster.server.crash()
                let waiters = ["app", "orders", "bills", "anyother"].map { name in
                    Reactor.task { try await stage.port(of: name) }
                }
                _ = try await stage.standby.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
                for waiter in waiters { #expect(try await waiter.value == "\(stage.standbyPort)") }
                await agent.readiness(200, saying: "ready")
                #expect(try await stage.port(of: "reports") == "\(stage.standbyPort)")
                await #expect(throws: PostgresError.self) {
                    try await stage.port(of: "fixed", until: .now + .seconds(3))
                }

                let doctor = try await agent.command("doctor", "--seconds", "0")
                #expect(doctor.words.contains("more databases lead to the primary"), "\(doctor.words)")
                for words in [
                    doctor.words, agent.log, await agent.get("/v1/status")?.text ?? "",
                    try await agent.command("status").words,
                ] {
                    #expect(!words.contains("pw clerk") && !words.contains(Cluster.password))
                }
            }
        }
    }

    @Test("a hold holds the clients of every database, one first used amid it too, and a release lets them go on")
    func hold() async throws {
        try await Self.withPair { stage in
            try await withAgent(stage.agent(databases: ["orders =", "* ="])) { agent in
                await agent.readiness(200, saying: "ready")
                _ = try await stage.port(of: "orders")
                #expect(try await agent.command("hold").code == 0)
                // The first client of billing makes PgBouncer open it.
                let waiters = ["app", "orders", "anyother", "billing"].map { name in
                    Reactor.task { try await stage.port(of: name) }
                }
                let isHeld = await eventually {
                    let paused = try? await stage.paused(agent)
                    return paused == ["anyother", "app", "billing", "orders"]
                }
                #expect(isHeld)
                #expect(try await agent.command("release").code == 0)
                for waiter in waiters { #expect(try await waiter.value == "\(stage.cluster.port)") }
                #expect(try await stage.paused(agent) == [])
            }
        }
    }

    @Test("an agent that is killed in a hold leaves no database paused, and the next one leads them all")
    func killed() async throws {
        try await Self.withPair { stage in
            let port = try FreePort.pick()
            for round in 1...2 {
                let agent = try stage.agent(port: port, databases: ["orders =", "billing =", "* ="])
                await agent.readiness(200, saying: "ready")
                #expect(try await stage.port(of: "anyother", port: port) == "\(stage.cluster.port)")
                guard round == 1 else {
                    await agent.end()
                    continue
                }
                #expect(try await agent.command("hold").code == 0)
                agent.process.signal(SIGKILL)
                _ = await agent.process.ended()
                for name in ["app", "orders", "billing", "anyother"] {
                    #expect(try await stage.port(of: name, port: port) == "\(stage.cluster.port)")
                }
            }
        }
    }

    @Test(
        "a SIGHUP with a wrong line of [databases] leaves all as it was and names the line, and one with a further line waits for the start"
    )
    func reload() async throws {
        try await Self.withPair { stage in
            let agent = try stage.agent(databases: ["orders ="])
            try await withAgent(agent) { agent in
                await agent.readiness(200, saying: "ready")
                for (line, words) in [
                    ("bills = pool_sise=3", "pointsman.ini:9: the line of bills has a key pool_sise"),
                    ("bills = dbname=billing", "at the next start only: [databases]"),
                ] {
                    try agent.configure(stage.keys(), pgbouncer: [], databases: ["orders =", line])
                    agent.process.signal(SIGHUP)
                    #expect(await agent.logs(words), "\(agent.log)")
                    #expect(try await stage.port(of: "orders") == "\(stage.cluster.port)")
                }
            }
        }
    }

    @Test("a line that the installed PgBouncer doesn't take ends the start before PgBouncer runs")
    func tooNew() async throws {
        try await Self.withPair { stage in
            let agent = try stage.agent(databases: [
                "orders = load_balance_hosts=disable host=127.0.0.1 password=secret-81"
            ])
            let ended = await agent.ended()
            #expect(
                ended.code == 78
                    && ended.words.contains("pointsman.ini:8: PgBouncer 1.18, which is installed, knows no"),
                "\(ended.words)")
            #expect(
                ended.words.contains("load_balance_hosts in a database's line") && !ended.words.contains("secret-81"))
        }
    }

    @Reactor
    private static func withPair(_ body: @Reactor (DatabasesStage) async throws -> Void) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let admin = try await cluster.server.connect()
                _ = try await admin.execute("CREATE ROLE clerk LOGIN PASSWORD 'pw clerk'", until: .now + .seconds(60))
                for name in names { _ = try await admin.execute("CREATE DATABASE \(name)", until: .now + .seconds(60)) }
                let port = try FreePort.pick()
                try await withServer(copyOf: cluster.server, tcpPort: port) { standby in
                    try await standby.becomeStandby()
                    let poolerPort = try FreePort.pick()
                    try await body(
                        DatabasesStage(
                            cluster: cluster, standby: standby, standbyPort: port, place: place, poolerPort: poolerPort)
                    )
                }
            }
        }
    }
}

/// A primary and a copy of it that can be promoted, and an agent with a PgBouncer of its own.
@Reactor
struct DatabasesStage {
    let cluster: Cluster
    let standby: TestServer
    let standbyPort: UInt16
    let place: Place
    let poolerPort: UInt16

    func keys(port: UInt16? = nil) -> [(key: String, value: String)] {
        [
            ("database_url", cluster.url), ("http_listen", ""), ("pooler_listen", "127.0.0.1:\(port ?? poolerPort)"),
            ("discovery", "static"), ("members", "127.0.0.1:\(cluster.port), 127.0.0.1:\(standbyPort)"),
        ]
    }

    func agent(port: UInt16? = nil, databases: [String]) throws -> Program {
        try Program(in: place, keys(port: port), databases: databases)
    }

    func connect(
        _ database: String, port: UInt16? = nil, until limit: ContinuousClock.Instant = .now + .seconds(60)
    ) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", "\(port ?? poolerPort)"), ("user", "app"),
                ("password", Cluster.password),
                ("dbname", database), ("sslmode", "disable"),
            ], until: limit)
    }

    func ask(
        _ database: String, _ statement: String, port: UInt16? = nil,
        until limit: ContinuousClock.Instant = .now + .seconds(60)
    ) async throws -> String? {
        let connection = try await connect(database, port: port, until: limit)
        return try await connection.execute(statement, until: limit).last?.rows.first?.first ?? nil
    }

    /// The port of the server that the database leads to.
    func port(
        of database: String, port: UInt16? = nil, until limit: ContinuousClock.Instant = .now + .seconds(60)
    ) async throws -> String? {
        try await ask(database, "SELECT current_setting('port')", port: port, until: limit)
    }

    /// The databases that PgBouncer holds.
    func paused(_ agent: Program) async throws -> [String] {
        let users = contents(of: "\(place.runtime)/pgbouncer/userlist.txt")
        let line = users.split(separator: "\n").first { $0.hasPrefix("\"pointsman-console\"") } ?? ""
        let password = line.split(separator: "\"").last.map(String.init) ?? ""
        let console = try await PostgresConnection.connect(
            [
                ("host", "\(place.runtime)/pgbouncer"), ("port", "\(poolerPort)"), ("user", "pointsman-console"),
                ("password", password), ("dbname", "pgbouncer"),
            ], until: .now + .seconds(30))
        let shown = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))[0]
        return shown.records.compactMap { $0("paused") == "1" ? $0("name") : nil }.sorted()
    }
}
