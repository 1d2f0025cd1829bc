import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

/// A session with a real PgBouncer before a real server, with many databases.
@Suite("Many databases in one session with PgBouncer")
struct ManyDatabasesSessionTests {
    private static let patience = Duration.seconds(60)

    @Test("all databases for writes are held by one PAUSE and released by one setting", arguments: [1, 3, 120])
    func hold(count: Int) async throws {
        try await Self.withSession(count) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let unused = try await stage.paused()
            #expect(unused == [])
            for round in 2...4 {
                let outcome = await stage.session.perform(.pause)
                #expect(outcome == .done || outcome == .doneUnused)
                #expect(try await stage.paused() == stage.writes.sorted())
                #expect(await stage.session.perform(.set(stage.setting(timeline: UInt32(round)))) == .done)
                #expect(try await stage.paused() == [])
            }
            let led = try await stage.led()
            #expect(led == (stage.writes + ["app_ro"]).sorted())
        }
    }

    @Test(
        "as many databases share a console connection for their PAUSE as PgBouncer's buffer takes, whatever their names"
    )
    func connections() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            let login = Login([("host", pooler.folder), ("port", "6432"), ("user", "console"), ("dbname", "pgbouncer")])
            let long = (100..<200).map { "\($0)" + String(repeating: "n", count: 60) }
            for (names, counts) in [(["a"], [1]), ((0..<150).map { "d\($0)" }, [150]), (long, [49, 49, 2])] {
                let opened = try await PauseConnection.open(for: names, login: login, until: .now + Self.patience)
                #expect(opened.map(\.databases.count) == counts)
                #expect(opened.flatMap(\.databases) == names)
                opened.forEach { $0.close() }
            }
            withExtendedLifetime(console) {}
        }
    }

    @Test("a hold of many databases is there once the last transaction of each has ended, and not before")
    func busy() async throws {
        try await Self.withSession(5) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let clients = [try await stage.client(of: "app"), try await stage.client(of: "d2")]
            for client in clients { _ = try await client.execute("BEGIN; SELECT 1", until: .now + Self.patience) }
            let hold = Reactor.immediateTask { await stage.session.perform(.pause) }
            try await stage.eventually { $0 == stage.writes.sorted() }
            _ = try await clients[0].execute("COMMIT", until: .now + Self.patience)
            await Reactor.sleep(until: .now + .milliseconds(50))
            let isBusy = try await stage.servers(of: "d2") == 1
            #expect(isBusy)
            _ = try await clients[1].execute("COMMIT", until: .now + Self.patience)
            let outcome = await hold.value
            #expect(outcome == .done || outcome == .doneUnused)
            let waiter = Reactor.task { try await clients[1].execute("SELECT 7", until: .now + Self.patience) }
            #expect(await stage.session.perform(.set(stage.setting(timeline: 1))) == .done)
            #expect(try await waiter.value.first?.rows.first?.first == "7")
        }
    }

    @Test("a hold that waits for transactions is given up by a release, and the next one holds all databases again")
    func givenUp() async throws {
        try await Self.withSession(5) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let client = try await stage.client(of: "d3")
            _ = try await client.execute("BEGIN; SELECT 1", until: .now + Self.patience)
            let hold = Reactor.immediateTask { await stage.session.perform(.pause) }
            try await stage.eventually { $0 == stage.writes.sorted() }
            #expect(await stage.session.perform(.resume) == .done)
            guard case .failed = await hold.value else {
                Issue.record("the PAUSE that was given up has succeeded")
                return
            }
            #expect(try await stage.paused() == [])
            _ = try await client.execute("COMMIT", until: .now + Self.patience)
            let outcome = await stage.session.perform(.pause)
            #expect(outcome == .done || outcome == .doneUnused)
            #expect(try await stage.paused() == stage.writes.sorted())
        }
    }

    @Test("the guard releases all databases when the agent ends in a hold")
    func guardian() async throws {
        try await Self.withSession(120) { stage in
            let before = try await stage.paused()
            #expect(before == [])
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            _ = await stage.session.perform(.pause)
            #expect(try await stage.paused().count == 120)
            #expect(await stage.session.close())
            #expect(try await stage.paused() == [])
        }
    }

    @Test("a refusal and a turning away reach every database for writes, and a setting ends both")
    func refusal() async throws {
        try await Self.withSession(3) { stage in
            let before = try await stage.paused()
            #expect(before == [])
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            _ = await stage.session.perform(.pause)
            #expect(await stage.session.perform(.turnAway) == .done)
            #expect(try await stage.disabled() == stage.writes.sorted())
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            #expect(try await stage.closed() == [])
            #expect(await stage.session.perform(.unroute(reads: nil)) == .done)
            #expect(try await stage.routed() == [])
        }
    }

    @Test(
        "databases that the line * has opened are held, also those opened amid the hold, and led and released with all others"
    )
    func others() async throws {
        try await Self.withSession(2, further: [ConfiguredDatabase(name: "*")]) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let known = try await stage.client(of: "x1")
            _ = try await known.execute("SELECT 1", until: .now + Self.patience)
            _ = await stage.session.perform(.pause)
            #expect(try await stage.paused() == ["app", "d1", "x1"])
            let late = Reactor.task {
                let client = try await stage.client(of: "x2")
                return try await client.execute("SELECT 8", until: .now + Self.patience)
            }
            try await stage.eventually { $0 == ["app", "d1", "x1", "x2"] }
            let waiter = Reactor.task { try await known.execute("SELECT 7", until: .now + Self.patience) }
            #expect(await stage.session.perform(.set(stage.setting(timeline: 1))) == .done)
            #expect(try await waiter.value.first?.rows.first?.first == "7")
            #expect(try await late.value.first?.rows.first?.first == "8")
            #expect(try await stage.paused() == [])
            let led = try await stage.led()
            #expect(led == ["app", "app_ro", "d1", "x1", "x2"])
        }
    }

    @Test("a database that PgBouncer has not read yet keeps no other from being held")
    func absent() async throws {
        try await Self.withSession(3, written: 2) { stage in
            let before = try await stage.paused()
            #expect(before == [])
            _ = await stage.session.perform(.pause)
            #expect(try await stage.paused() == ["app", "d1"])
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            #expect(try await stage.paused() == [])
            #expect(try await stage.named("d2") == ["d2"])
        }
    }

    /// A session with `count` databases for writes, app the first and d1, d2 ... the others.
    /// - Parameter written: how many of them PgBouncer has at first; nil for all.
    @Reactor
    private static func withSession(
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
            _ = try await admin.execute("CREATE DATABASE x1", until: .now + patience)
            _ = try await admin.execute("CREATE DATABASE x2", until: .now + patience)
            let row = try await admin.execute(
                "SELECT system_identifier AS id FROM pg_control_system()", until: .now + patience)
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
}

/// What such a test has.
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
