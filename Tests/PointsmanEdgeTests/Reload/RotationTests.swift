import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("A password that changes while the agent runs", .serialized)
struct RotationTests {
    @Test("a rotated password fails no client, whether the server or the file has it first", arguments: [true, false])
    func rotation(isServerFirst: Bool) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                try Self.write("\(Cluster.password)\n", in: place)
                // What PgBouncer has is ten connections, and none is older than a second.
                let agent = try Program(
                    in: place, Self.keys(cluster, place, port),
                    pgbouncer: [("server_lifetime", "1"), ("default_pool_size", "10")])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    let clients = RotatingClients(port: port, passwords: [Cluster.password, "another-secret"])
                    await Reactor.sleep(until: .now + .seconds(2))
                    if isServerFirst { try await Self.alter(cluster, "another-secret") }
                    await Reactor.sleep(until: .now + .milliseconds(300))
                    try Self.write("another-secret\n", in: place)
                    #expect(await agent.reload().contains("from now on: password_file"))
                    if !isServerFirst {
                        #expect(agent.log.contains("does not take the login that was read"))
                        await Reactor.sleep(until: .now + .seconds(2))
                        try await Self.alter(cluster, "another-secret")
                        #expect(await agent.logs("PgBouncer logs in with the password that was read"))
                    }
                    await Reactor.sleep(until: .now + .seconds(4))
                    await clients.stop()
                    #expect(clients.failures == [], "of \(clients.served)")
                    #expect(clients.served > 100)
                    // All that logs in anew does so by the new one: probe, fence, canary, PgBouncer.
                    let before = Self.refusals(cluster)
                    _ = try await cluster.server.connect().execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'",
                        until: .now + .seconds(60))
                    // PgBouncer may hand out one that is ended and that it has not read the end of.
                    let isServed = try await eventually {
                        do {
                            return try await sessionUser("app", "another-secret", port) == "app"
                        } catch let error as PostgresError {
                            guard error.sqlState == "57P01" else { throw error }
                            return false
                        }
                    }
                    #expect(isServed)
                    await agent.readiness(200)
                    #expect(Self.refusals(cluster) == before)
                    #expect(!agent.log.contains("another-secret"))
                }
            }
        }
    }

    @Test("a reload to another role keeps serving clients of the role before")
    func role() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                let admin = try await cluster.server.connect()
                _ = try await admin.execute(
                    "CREATE ROLE app_b LOGIN PASSWORD 'pw-b' IN ROLE app", until: .now + .seconds(60))
                try await withAgent(Program(of: cluster, in: place, port: port)) { agent in
                    await agent.readiness(200)
                    let news = try await agent.reload(
                        Program.keys("postgres://app_b:pw-b@127.0.0.1:\(cluster.port)/app", port: port))
                    #expect(news.contains("from now on: database_url\n"))
                    #expect(try await sessionUser("app_b", "pw-b", port) == "app_b")
                    #expect(try await sessionUser("app", Cluster.password, port) == "app")
                    let isNewRole = try await eventually {
                        let shown = try await admin.execute(
                            """
                            SELECT count(*) AS n FROM pg_stat_activity
                            WHERE usename = 'app_b' AND query LIKE '%pg_postmaster_start_time%'
                            """, until: .now + .seconds(60))
                        return shown[0].value("n") != "0"
                    }
                    #expect(isNewRole, "the probes are the new role's")
                    await agent.readiness(200)
                }
            }
        }
    }

    @Test("a reload follows a changed console password of an attached PgBouncer")
    func console() async throws {
        try await withAttached { attached in
            try await withAgent(attached.agent()) { agent in
                await agent.readiness(200)
                try attached.setPasswords(to: "console-secret-new")
                let keys = attached.keys(console: attached.console(password: "console-secret-new"))
                #expect(try await agent.reload(keys).contains("from now on: pooler_console"))
                // Each hold opens the console that waits for the next one anew.
                for _ in 0..<2 {
                    #expect(try await agent.command("hold", "--for", "300ms").code == 0)
                    #expect(try await attached.isReleased(password: "console-secret-new"))
                }
                await agent.readiness(200)
                #expect(!agent.log.contains("console-secret-new"))
            }
        }
    }

    @Reactor
    static func keys(_ cluster: Cluster, _ place: Place, _ port: UInt16) -> [(key: String, value: String)] {
        [
            ("database_url", "postgres://app@127.0.0.1:\(cluster.port)/app"),
            ("password_file", "\(place.folder)/secret"), ("http_listen", ""), ("pooler_listen", "127.0.0.1:\(port)"),
        ]
    }

    /// As the kubelet does it: another file gets its name.
    @Reactor
    static func write(_ secret: String, in place: Place) throws {
        try place.write(secret, to: "secret.new")
        chmod("\(place.folder)/secret.new", 0o600)
        rename("\(place.folder)/secret.new", "\(place.folder)/secret")
    }

    @Reactor
    static func alter(_ cluster: Cluster, _ password: String) async throws {
        _ = try await cluster.server.connect().execute(
            "ALTER ROLE app PASSWORD '\(password)'", until: .now + .seconds(60))
    }

    /// How many logins the server has refused so far.
    @Reactor
    private static func refusals(_ cluster: Cluster) -> Int {
        contents(of: "\(cluster.server.folder)/log").split(separator: "\n").count {
            $0.contains("FATAL") && $0.contains("authentication failed")
        }
    }
}

/// Clients of an app that has two secrets while they are rotated: four keep their connection, four connect anew each time.
@Reactor
private final class RotatingClients {
    private(set) var served = 0
    private(set) var failures: [String] = []
    private let port: UInt16
    private var passwords: [String]
    private var tasks: [Task<Void, Never>] = []
    private var isOver = false

    init(port: UInt16, passwords: [String]) {
        self.port = port
        self.passwords = passwords
        tasks = (0..<8).map { number in Reactor.task { await self.run(keeps: number % 2 == 0) } }
    }

    func stop() async {
        isOver = true
        for task in tasks { await task.value }
    }

    private func run(keeps: Bool) async {
        var kept: PostgresConnection?
        while !isOver {
            do {
                let connection = if let kept { kept } else { try await dial() }
                kept = keeps ? connection : nil
                _ = try await connection.execute("SELECT pg_sleep(0.002)", until: .now + .seconds(30))
                served += 1
            } catch {
                kept = nil
                failures.append("\(error)")
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }

    /// By the one that worked last, else by the other.
    private func dial() async throws(PostgresError) -> PostgresConnection {
        let inTurn = passwords
        do throws(PostgresError) {
            return try await dial(inTurn[0])
        } catch {
            guard error.message.contains("authentication failed") else { throw error }
            let connection = try await dial(inTurn[1])
            passwords = inTurn.reversed()
            return connection
        }
    }

    private func dial(_ password: String) async throws(PostgresError) -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", "app"), ("password", password),
                ("dbname", "app"), ("sslmode", "disable"),
            ], until: .now + .seconds(30))
    }
}
