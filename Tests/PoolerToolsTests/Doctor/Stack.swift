import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PoolerTools
import PostgresClient
import TestServers
import Testing

/// A real PostgreSQL and a real PgBouncer before it, with a role `app` that needs its password, for a test to make ill.
@Reactor
struct Stack {
    nonisolated static let password = "app-secret-7f3a"
    nonisolated static let consolePassword = "console-secret-91bd"
    /// What makes a PgBouncer healthy besides its defaults.
    nonisolated static let healthy = [
        "auth_type": "scram-sha-256", "pool_mode": "transaction", "default_pool_size": "5",
        "server_login_retry": "0.02", "server_connect_timeout": "10", "tcp_keepidle": "10", "tcp_keepintvl": "5",
        "tcp_keepcnt": "3", "tcp_user_timeout": "10000",
    ]
    nonisolated static let users = """
        "boss" "\(consolePassword)"
        "app" "\(password)"
        """

    let server: TestServer
    let serverPort: UInt16
    let pooler: TestPooler
    let port: UInt16

    /// What doctor says.
    /// - Parameters:
    ///   - milliseconds: for how long it watches.
    ///   - user: the user of the database URL.
    ///   - keys: of `[pointsman]`.
    func diagnose(
        watching milliseconds: Int = 300, user: String = "app", password: String = password, host: String = "127.0.0.1",
        keys: [ConfigurationKey: String] = [:], environment: [String: String] = [:]
    ) async throws -> Diagnosis {
        var given: [ConfigurationKey: String] = [
            .pooler: "attached", .poolerConsole: "postgres://boss:\(Self.consolePassword)@127.0.0.1:\(port)/pgbouncer",
            .poolerListen: "127.0.0.1:\(port)", .httpListen: "",
        ]
        given.merge(keys) { $1 }
        let variables = [
            "DATABASE_URL": "postgres://\(user):\(password)@\(host):\(serverPort)/app",
            "STATE_DIRECTORY": pooler.folder,
        ].merging(environment) { $1 }
        let configuration = try ConfigurationLoader.load(
            file: nil, environment: variables,
            flags: ConfigurationKey.allCases.compactMap { key in given[key].map { (key, $0) } }, disk: Disk.load)
        let diagnosis = await Doctor.$patience.withValue(.seconds(20)) {
            await Doctor(configuration, watching: .milliseconds(milliseconds))
                .examine(status: .unseen("no agent runs in this test"))
        }
        let text = DiagnosisText.text(diagnosis) + JSONWriter.text(DiagnosisJSON.json(diagnosis))
        for secret in [Self.password, Self.consolePassword, "SCRAM-SHA-256$", "md5b84ee22a30d9bbcb1305ebc1ec3a4e69"] {
            #expect(!text.contains(secret))
        }
        return diagnosis
    }

    /// The superuser's session on the server.
    func run(_ statements: String...) async throws {
        let connection = try await server.connect()
        for statement in statements { _ = try await connection.execute(statement, until: .now + .seconds(60)) }
    }

    /// A client of the pooler's.
    func client(_ user: String = "app", password: String = password) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", user), ("password", password),
                ("dbname", "app"), ("application_name", "test"),
            ], until: .now + .seconds(60))
    }

    /// PgBouncer's release.
    func version() async throws -> PgBouncerVersion? {
        let console = try await pooler.console(port: port, as: "boss", password: Self.consolePassword)
        let shown = try await console.execute("SHOW VERSION", until: .now + .seconds(60))
        return shown.first?.records.first.flatMap { PgBouncerVersion(row: $0) }
    }

    /// Says something on PgBouncer's console.
    func console(_ command: String) async throws {
        let console = try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", "boss"), ("dbname", "pgbouncer"),
                ("password", Self.consolePassword),
            ], until: .now + .seconds(60))
        _ = try await console.execute(command, until: .now + .seconds(60))
    }

    /// As its user would keep it.
    func protectUsers() {
        guard let user = getpwnam("postgres") else { return }
        chown("\(pooler.folder)/users.txt", user.pointee.pw_uid, user.pointee.pw_gid)
        chmod("\(pooler.folder)/users.txt", 0o600)
    }

    static func files(
        in folder: String, port: UInt16, serverPort: UInt16, settings: [String: String], users: String,
        databases: String
    ) -> [String: String] {
        let keys = settings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
        let files = PoolerFiles(
            databases: "app = host=127.0.0.1 port=\(serverPort)\n\(databases)", port: port, admins: "boss",
            keys: "logfile = \(folder)/pgbouncer.log\n\(keys)")
        return files.texts(in: folder).merging(["users.txt": users + "\n"]) { $1 }
    }
}

/// Runs `body` with such a stack and removes it afterwards.
/// - Parameters:
///   - settings: over those of ``Stack/healthy``.
///   - databases: more lines of `[databases]`.
///   - program: which PgBouncer.
@Reactor
func withStack(
    _ settings: [String: String] = [:], users: String = Stack.users, databases: String = "",
    pooler program: String = TestPooler.standard,
    _ body: @Reactor (Stack) async throws -> Void
) async throws {
    let serverPort = try FreePort.pick()
    let port = try FreePort.pick()
    try await withServer(tcpPort: serverPort) { server in
        let rules = "E'local all,replication all trust\\nhost all all 127.0.0.1/32 scram-sha-256\\n'"
        let connection = try await server.connect()
        for statement in [
            "CREATE ROLE app LOGIN PASSWORD '\(Stack.password)'", "GRANT pg_monitor TO app",
            "CREATE DATABASE app OWNER app",
            "COPY (SELECT unnest(string_to_array(trim(\(rules)), E'\\n'))) TO '\(server.folder)/data/pg_hba.conf'",
            "SELECT pg_reload_conf()",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
        try await withPooler(
            program,
            rendering: { folder in
                Stack.files(
                    in: folder, port: port, serverPort: serverPort, settings: Stack.healthy.merging(settings) { $1 },
                    users: users, databases: databases)
            }
        ) { pooler in
            let stack = Stack(server: server, serverPort: serverPort, pooler: pooler, port: port)
            _ = try await pooler.console(port: port, as: "boss", password: Stack.consolePassword)
            try await body(stack)
        }
    }
}

extension Diagnosis {
    /// Records an issue unless `check` says, with `severity`, something that holds `words`.
    func expect(
        _ check: String, _ severity: Severity, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = findings.filter { $0.check == check }
        #expect(
            found.contains { $0.severity == severity && $0.verdict.isChecked && $0.verdict.evidence.contains(words) },
            "\(check): \(severity.word) \(words) was expected; it says \(found.map { "\($0.severity.word) \($0.verdict.evidence)" })",
            sourceLocation: sourceLocation)
    }

    /// What `check` says with these words.
    func evidence(of check: String, _ words: String) -> String? {
        findings.first { $0.check == check && $0.verdict.evidence.contains(words) }?.verdict.evidence
    }

    /// Records an issue where `check` says anything worse than `severity`.
    func expect(_ check: String, atMost severity: Severity, sourceLocation: SourceLocation = #_sourceLocation) {
        let worse = findings.filter { $0.check == check && $0.severity > severity }
        #expect(worse == [], sourceLocation: sourceLocation)
    }
}
