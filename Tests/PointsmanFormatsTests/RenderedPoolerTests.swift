import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("A real PgBouncer on the rendered files", .serialized)
struct RenderedPoolerTests {
    /// All that a password can do to a file, a URL or a quote.
    private static let password = "a\"b\\c 'd';#%é\"\"=\\"
    private static let consolePassword = "\"con sole\\'"

    @Test(
        "PgBouncer starts on the rendered files without complaints, is set as rendered, and logs in to the server",
        arguments: ["md5", "scram-sha-256"])
    func works(authentication: String) async throws {
        let serverPort = try FreePort.pick()
        try await withServer(tcpPort: serverPort) { server in
            let identifier = try await Self.prepare(server)
            let member = MemberID(address: .v4(0x7F00_0001), port: serverPort)
            let port = try FreePort.pick()
            let keys = [(key: "auth_type", value: authentication)]
            try await withPooler(rendering: { try Self.files(Self.ini($0, port, keys), to: member, identifier) }) {
                pooler in
                let console = try await Self.console(pooler, port)
                let settings = try await console.execute("SHOW CONFIG", until: .now + .seconds(30))[0]
                for (key, value) in try Self.ini(pooler.folder, port, keys).entries {
                    let row = settings.rows.indices.first { settings.value("key", row: $0) == key }
                    #expect(row.flatMap { settings.value("value", row: $0) } ?? "" == value, "\(key)")
                }
                for database in ["app", "app_ro"] {
                    let client = try await Self.client(port, database: database)
                    let results = try await client.execute("select current_user as name", until: .now + .seconds(30))
                    #expect(results[0].value("name") == "app")
                }
                try await Self.checkShown(console, member)
                let complaints = pooler.log.split(separator: "\n").filter { line in
                    ["WARNING", "ERROR", "FATAL", "NOISE"].contains { line.contains($0) }
                }
                #expect(complaints.isEmpty, "\(complaints)")
                #expect(pooler.log.contains("process up"))
            }
        }
    }

    @Test("PgBouncer on the rendered files refuses a wrong password of the app and of the console user")
    func refuses() async throws {
        let port = try FreePort.pick()
        try await withPooler(
            rendering: { folder in
                try Self.files(
                    try Self.ini(folder, port, []), to: MemberID(address: .v4(0x7F00_0001), port: 1),
                    SystemIdentifier(1))
            }
        ) { pooler in
            _ = try await Self.console(pooler, port)
            for (user, database) in [("app", "app"), (PgBouncerIni.consoleUser, "pgbouncer")] {
                let error = await #expect(throws: PostgresError.self) {
                    try await PostgresConnection.connect(
                        [
                            ("host", "127.0.0.1"), ("port", String(port)), ("user", user), ("dbname", database),
                            ("password", "wrong"),
                        ],
                        until: .now + .seconds(30))
                }
                #expect(error?.code == .server)
            }
        }
    }

    @Test("a client of a database without a server waits, and is served once the file names a server")
    func nowhere() async throws {
        let serverPort = try FreePort.pick()
        try await withServer(tcpPort: serverPort) { server in
            let identifier = try await Self.prepare(server)
            let port = try FreePort.pick()
            try await withPooler(rendering: { try Self.files(Self.ini($0, port, []), to: nil, identifier) }) { pooler in
                let console = try await Self.console(pooler, port)
                let served = Reactor.task {
                    let client = try await Self.client(port, database: "app")
                    return try await client.execute("select 1 as one", until: .now + .seconds(60))[0].value("one")
                }
                // Only a client that already waits shows anything.
                _ = try await eventually { try await Self.pool(console)?.clientsWaiting == 1 }
                let member = MemberID(address: .v4(0x7F00_0001), port: serverPort)
                let files = try Self.files(Self.ini(pooler.folder, port, []), to: member, identifier)
                try pooler.write(try #require(files["databases.ini"]), to: "databases.ini")
                _ = try await console.execute("RELOAD", until: .now + .seconds(30))
                #expect(try await served.value == "1")
            }
        }
    }

    @Reactor
    private static func pool(_ console: PostgresConnection) async throws -> PoolRow? {
        let pools = try await console.execute("SHOW POOLS", until: .now + .seconds(30))[0]
        return pools.rows.indices.compactMap { row in PoolRow(row: { pools.value($0, row: row) }) }
            .first { $0.database == "app" }
    }

    private static func ini(
        _ folder: String, _ port: UInt16, _ keys: [(key: String, value: String)]
    ) throws -> PgBouncerIni {
        var url = try DatabaseURL("postgres://app@h/app")
        url.password = Secret(password)
        return PgBouncerIni(
            listenAddress: "127.0.0.1", listenPort: port, folder: folder,
            databasesFile: "\(folder)/databases.ini", url: url, checkQuery: "select 1 /* ; # ' */",
            holdTimeout: .seconds(20), keys: keys)
    }

    private static func files(
        _ ini: PgBouncerIni, to member: MemberID?, _ identifier: SystemIdentifier
    ) throws -> [String: String] {
        let list = Userlist([
            .init(name: "app", password: Secret(password)),
            .init(name: PgBouncerIni.consoleUser, password: Secret(consolePassword)),
        ])
        let write = member.map { member in
            let route = WriteRoute(member: member, systemIdentifier: identifier, timeline: Timeline(1))
            return DatabasesIni.Route(member: member, connectQuery: FenceStatement.text(for: route))
        }
        let databases = DatabasesIni(
            writeName: "app", readName: "app_ro", database: "app", write: write, read: member.map { .init(member: $0) })
        return [
            "pgbouncer.ini": try ini.text(), "userlist.txt": try list.text(), "databases.ini": try databases.text(),
        ]
    }

    /// Makes the role and its database, for whom the server wants the password.
    @Reactor
    private static func prepare(_ server: TestServer) async throws -> SystemIdentifier {
        let admin = try await server.connect()
        let quoted = password.replacing("'", with: "''")
        for statement in [
            "SET standard_conforming_strings = on", "CREATE ROLE app LOGIN PASSWORD '\(quoted)'",
            "CREATE DATABASE app OWNER app",
            "COPY (VALUES ('local all postgres trust'), ('host all all 127.0.0.1/32 scram-sha-256')) TO '\(server.folder)/data/pg_hba.conf'",
            "SELECT pg_reload_conf()",
        ] { _ = try await admin.execute(statement, until: .now + .seconds(60)) }
        let results = try await admin.execute(
            "SELECT system_identifier FROM pg_control_system()", until: .now + .seconds(30))
        return SystemIdentifier(try #require(results[0].value("system_identifier").flatMap(UInt64.init)))
    }

    /// The console as the agent reaches it: over the Unix socket, with its password.
    @Reactor
    private static func console(_ pooler: TestPooler, _ port: UInt16) async throws -> PostgresConnection {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await PostgresConnection.connect(
                    [
                        ("host", pooler.folder), ("port", String(port)), ("user", PgBouncerIni.consoleUser),
                        ("password", consolePassword), ("dbname", "pgbouncer"),
                    ], until: limit)
            } catch {
                if ContinuousClock.now > limit { throw error }
            }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    @Reactor
    private static func client(_ port: UInt16, database: String) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("host", "127.0.0.1"), ("port", String(port)), ("user", "app"), ("password", password),
                ("dbname", database),
            ], until: .now + .seconds(30))
    }

    @Reactor
    private static func checkShown(_ console: PostgresConnection, _ member: MemberID) async throws {
        let databases = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))[0]
        let shown = databases.rows.indices.compactMap { row in DatabaseRow(row: { databases.value($0, row: row) }) }
        #expect(shown.map(\.name).sorted() == ["app", "app_ro", "pgbouncer"])
        for database in shown where database.name != "pgbouncer" {
            #expect(database.host == "127.0.0.1" && database.port == member.port && database.database == "app")
            #expect(!database.isPaused && !database.isDisabled && database.currentConnections >= 1)
        }
        let pools = try await console.execute("SHOW POOLS", until: .now + .seconds(30))[0]
        let read = pools.rows.indices.compactMap { row in PoolRow(row: { pools.value($0, row: row) }) }
        #expect(read.count == pools.rows.count)
        #expect(read.contains { $0.database == "app" && $0.user == "app" && $0.serversIdle + $0.serversUsed >= 1 })
        let version = try await console.execute("SHOW VERSION", until: .now + .seconds(30))[0]
        #expect(try #require(PgBouncerVersion(row: { version.value($0) })) >= .oldest)
    }
}
