import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

/// A session with a real PgBouncer of many databases before a real server, and what a test of it looks at.
@Reactor
struct SessionStage {
    let session: PoolerSession
    let console: PostgresConnection
    let pooler: TestPooler
    let member: MemberID
    let identifier: SystemIdentifier
    let writes: [String]

    func setting(timeline: UInt32 = 1) -> PoolerSetting {
        PoolerSetting(
            writes: WriteRoute(member: member, systemIdentifier: identifier, timeline: Timeline(timeline)),
            reads: member)
    }

    func client(of database: String) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [("host", pooler.folder), ("port", "6432"), ("user", "postgres"), ("dbname", database)],
            until: .now + .seconds(60))
    }

    /// The names of the databases of which `isMeant` holds, in their order.
    func names(where isMeant: (DatabaseRow) -> Bool) async throws -> [String] {
        let shown = try await Console(console, until: .now + .seconds(60)).rows(DatabaseRow.self)
        return shown.filter(isMeant).map(\.name).sorted()
    }

    func paused() async throws -> [String] { try await names { $0.isPaused } }
    func disabled() async throws -> [String] { try await names { $0.isDisabled } }
    func closed() async throws -> [String] { try await names { $0.isDisabled || $0.isPaused } }
    func routed() async throws -> [String] { try await names { $0.member != nil } }
    func named(_ name: String) async throws -> [String] { try await names { $0.name == name } }

    func led() async throws -> [String] {
        let member = member
        return try await names { $0.member == member }
    }

    /// Suspends until the names of those that are paused are as `isMeant` says.
    func eventually(_ isMeant: ([String]) -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while try await !isMeant(paused()) {
            guard .now < limit else { throw PostgresError(code: .deadline, message: "not after a minute") }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }

    func servers(of database: String) async throws -> Int {
        try await Console(console, until: .now + .seconds(60)).rows(ServerRow.self).count { $0.database == database }
    }
}

/// A session with `count` databases for writes, app the first and d1, d2 ... the others.
/// - Parameter written: how many of them PgBouncer has at first; nil for all.
@Reactor
func withSession(
    _ count: Int, written: Int? = nil, further: [ConfiguredDatabase] = [],
    _ body: @Reactor (SessionStage) async throws -> Void
) async throws {
    let names = (1..<count).map { "d\($0)" }
    func ini(_ names: [String]) -> DatabasesIni {
        DatabasesIni(
            writeName: "app", readName: "app_ro", database: "postgres",
            lines: names.map { ConfiguredDatabase(name: $0, pairs: [("dbname", "postgres")]) } + further)
    }
    let port = try FreePort.pick()
    try await withServer(tcpPort: port) { server in
        let admin = try await server.connect()
        _ = try await admin.execute("CREATE DATABASE x1", until: .now + .seconds(60))
        _ = try await admin.execute("CREATE DATABASE x2", until: .now + .seconds(60))
        let row = try await admin.execute(
            "SELECT system_identifier AS id FROM pg_control_system()", until: .now + .seconds(60))
        let identifier = try #require(row.first?.value("id").flatMap { UInt64($0) })
        let whole = ini(names)
        let text = try ini(Array(names.prefix((written ?? count) - 1))).text()
        try await withPooler(rendering: { folder in
            let files = PoolerFiles(
                users: ["console": "", "postgres": ""],
                keys: "pool_mode = transaction\nserver_login_retry = 0.02", including: ["databases.ini"])
            return files.texts(in: folder).merging(["databases.ini": text]) { $1 }
        }) { pooler in
            let console = try await pooler.console()
            @Reactor func parameters(_ user: String, _ database: String) -> [(keyword: String, value: String)] {
                [("host", pooler.folder), ("port", "6432"), ("user", user), ("dbname", database)]
            }
            let session = try await PoolerSession(
                console: Login(parameters("console", "pgbouncer")), app: Login(parameters("postgres", "app")),
                file: DatabasesFile(path: "\(pooler.folder)/databases.ini", unrouted: whole),
                history: RouteHistory(nil), guardProgram: "\(buildFolder)/pointsman-guard", folder: pooler.folder,
                limit: .now + .seconds(3_600), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let stage = SessionStage(
                session: session, console: console, pooler: pooler,
                member: MemberID(address: .v4(0x7F00_0001), port: port), identifier: SystemIdentifier(identifier),
                writes: ["app"] + names)
            do {
                try await body(stage)
            } catch {
                _ = await session.close()
                throw error
            }
            _ = await session.close()
        }
    }
}
