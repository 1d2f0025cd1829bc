import Glibc
import LinuxReactor
import PostgresClient
import TestServers

/// An agent beside a PgBouncer that it does not run, in front of one real server.
@Reactor
struct Attached {
    nonisolated static let consolePassword = "console-secret-91bd"

    let cluster: Cluster
    let pooler: TestPooler
    let port: UInt16
    let place: Place

    /// - Parameters:
    ///   - databases: lines of other owners' databases.
    ///   - keys: more lines of `[pgbouncer]`.
    ///   - first: whether `file` is included before everything else.
    static func files(
        port: UInt16, including file: String?, databases: String = "", keys: String = "", first: Bool = false,
        in folder: String
    ) -> [String: String] {
        PoolerFiles(
            databases: databases, port: port,
            users: [
                "boss": consolePassword, "viewer": consolePassword, "guest": consolePassword, "app": Cluster.password,
            ], admins: "boss", keys: "\(keys)\nauth_type = md5\nstats_users = viewer\nserver_login_retry = 0.1",
            including: file.map { [$0] } ?? [], first: first
        ).texts(in: folder)
    }

    func console(password: String = consolePassword, user: String = "boss") -> String {
        "postgres://\(user):\(password)@127.0.0.1:\(port)/pgbouncer"
    }

    /// A running agent.
    /// - Parameters:
    ///   - keys: more keys of `[pointsman]`.
    ///   - wrapper: a program that does something to itself and then becomes the agent.
    func agent(
        console: String? = nil, url: String? = nil, ini: String? = nil, http: String = "",
        keys: [String: String] = [:], databases: [String] = [], wrapper: [String] = []
    ) throws -> Program {
        let all =
            self.keys(console: console, url: url, ini: ini, http: http)
            + keys.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        return try Program(in: place, all, databases: databases, wrapper: wrapper)
    }

    /// What such an agent is told.
    func keys(
        console: String? = nil, url: String? = nil, ini: String? = nil, http: String = ""
    ) -> [(key: String, value: String)] {
        let standard: KeyValuePairs = [
            "database_url": url ?? cluster.url, "pooler": "attached", "pooler_console": console ?? self.console(),
            "pooler_ini": ini ?? "", "http_listen": http, "pooler_listen": "127.0.0.1:\(port)",
        ]
        return standard.map { (key: $0.key, value: $0.value) }
    }

    /// Gives all users of PgBouncer's but the app another password; it is told by SIGHUP.
    func setPasswords(to password: String) throws {
        let file = "\(pooler.folder)/users.txt"
        let text = contents(of: file).replacing(Self.consolePassword, with: password)
        guard let stream = fopen(file, "w") else { throw SystemError(call: "fopen users.txt", code: errno) }
        fputs(text, stream)
        fclose(stream)
        pooler.process.signal(SIGHUP)
    }

    /// Has an operator tell PgBouncer's console something.
    func tell(_ command: String) async throws {
        let console = try await connect(to: "pgbouncer", as: "boss", Self.consolePassword)
        _ = try await console.execute(command, until: .now + .seconds(30))
    }

    /// What the pooler's database for writes answers to the app.
    func ask(_ statement: String, until deadline: ContinuousClock.Instant = .now + .seconds(60)) async throws -> String?
    {
        let connection = try await connect(to: "app", as: "app", Cluster.password)
        return try await connection.execute(statement, until: deadline).last?.rows.first?.first ?? nil
    }

    func connect(to database: String, as user: String, _ password: String) async throws -> PostgresConnection {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await PostgresConnection.connect(
                    [
                        ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", user), ("password", password),
                        ("dbname", database),
                    ], until: limit)
            } catch {
                // PgBouncer has just been started.
                guard error.systemError == ECONNREFUSED, .now < limit else { throw error }
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
    }

    /// What SHOW CONFIG says.
    func settings() async throws -> [String: String] {
        let console = try await connect(to: "pgbouncer", as: "boss", Self.consolePassword)
        let rows = try await console.execute("SHOW CONFIG", until: .now + .seconds(30))[0].records
        return rows.reduce(into: [:]) { settings, row in
            if let key = row("key"), let value = row("value") { settings[key] = value }
        }
    }

    /// The names of the databases that are paused.
    func paused(password: String = consolePassword) async throws -> [String] {
        try await shownDatabases(password: password).compactMap { $0("paused") == "1" ? $0("name") : nil }
    }

    /// What SHOW DATABASES shows.
    func shownDatabases(password: String = consolePassword) async throws -> [(String) -> String?] {
        let console = try await connect(to: "pgbouncer", as: "boss", password)
        return try await console.execute("SHOW DATABASES", until: .now + .seconds(30))[0].records
    }

    /// Suspends until nothing is paused; false after a minute.
    func isReleased(password: String = consolePassword) async throws -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if try await paused(password: password).isEmpty { return true }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return false
    }
}

/// Runs `body` with a server and a PgBouncer, whose ini file includes the agent's unless told otherwise.
/// - Parameters:
///   - first: whether the agent's file is included before everything else.
///   - users: what PgBouncer's users' file is from the start, made of the usual one. A user that is taken out later stays
///     known to PgBouncer 1.18, without a password, and is looked up by no `auth_query`.
@Reactor
func withAttached(
    including: Bool = true, first: Bool = false, pooler program: String = TestPooler.standard, databases: String = "",
    keys: String = "",
    users: (String) -> String = { $0 },
    _ body: @Reactor (Attached) async throws -> Void
) async throws {
    try await withPlace { place in
        try await withCluster { cluster in
            let port = try FreePort.pick()
            // An included file must be there before PgBouncer starts.
            guard mkdir(place.state, 0o755) == 0 else { throw SystemError(call: "mkdir", code: errno) }
            try place.write("", to: "state/databases.ini")
            let file = including ? "\(place.state)/databases.ini" : nil
            try await withPooler(
                program,
                rendering: {
                    var files = Attached.files(
                        port: port, including: file, databases: databases, keys: keys, first: first, in: $0)
                    files["users.txt"] = files["users.txt"].map(users)
                    return files
                }
            ) { pooler in
                try await body(Attached(cluster: cluster, pooler: pooler, port: port, place: place))
            }
        }
    }
}
