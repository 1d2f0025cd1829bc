import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent
@testable import PointsmanConfiguration

@Suite("The session with a real PgBouncer")
struct PoolerSessionTests {
    private static let member = MemberID(address: .v4(0x7F00_0001), port: 1)

    private static func setting(timeline: UInt32 = 1) -> PoolerSetting {
        PoolerSetting(
            writes: WriteRoute(
                member: member, systemIdentifier: SystemIdentifier(7_000), timeline: Timeline(timeline)),
            reads: member)
    }

    @Test("a PAUSE that was asked for amid a setting or a RESUME takes effect after it", arguments: [true, false])
    func pauseComesLast(isSetting: Bool) async throws {
        try await Self.withSession { session, console in
            #expect(await session.perform(.set(Self.setting())) == .done)
            for round in 2...21 {
                let overtaken = isSetting ? PointsmanCore.Operation.set(Self.setting(timeline: UInt32(round))) : .resume
                #expect(await session.perform(.pause) == .done)
                let first = Reactor.immediateTask { await session.perform(overtaken) }
                let second = Reactor.immediateTask { await session.perform(.pause) }
                #expect(await first.value == .done)
                #expect(await second.value == .done)
                let isPaused = try await Self.isPaused(console)
                #expect(isPaused)
            }
            #expect(await session.perform(.set(Self.setting())) == .done)
            let isPaused = try await Self.isPaused(console)
            #expect(!isPaused)
        }
    }

    @Test("a setting that PgBouncer has read is not reloaded unless a refusal or another setting came between")
    func readOnce() async throws {
        try await Self.withSession { session, console in
            func patience() async throws -> String? {
                let keys = try await console.execute("SHOW CONFIG", until: .now + .seconds(60))[0].records
                return keys.first { $0("key") == "query_wait_timeout" }?("value")
            }
            #expect(await session.perform(.set(Self.setting())) == .done)
            let usual = try await patience()
            _ = try await console.execute("SET query_wait_timeout=77", until: .now + .seconds(60))
            #expect(await session.perform(.pause) == .done)
            #expect(await session.perform(.set(Self.setting())) == .done)
            #expect(try await patience() == "77")
            #expect(await session.perform(.refuse) == .done)
            #expect(try await patience() == "1")
            #expect(await session.perform(.set(Self.setting())) == .done)
            #expect(try await patience() == usual)
            _ = try await console.execute("SET query_wait_timeout=77", until: .now + .seconds(60))
            #expect(await session.perform(.set(Self.setting(timeline: 2))) == .done)
            #expect(try await patience() == usual)
        }
    }

    @Test("the guard sets back what makes clients fail soon after a hold when the agent ends")
    func setsBack() async throws {
        for isSetAlready in [false, true] {
            try await Self.withSession { session, console in
                func patience() async throws -> String? {
                    let keys = try await console.execute("SHOW CONFIG", until: .now + .seconds(60))[0].records
                    return keys.first { $0("key") == "query_wait_timeout" }?("value")
                }
                let usual = try await patience()
                #expect(await session.perform(.set(Self.setting())) == .done)
                if isSetAlready {
                    _ = try await console.execute("SET query_wait_timeout=1", until: .now + .seconds(60))
                }
                for _ in 1...2 { #expect(await session.perform(.refuse) == .done) }
                #expect(try await patience() == "1")
                #expect(await session.close())
                #expect(usual != "1")
                #expect(try await patience() == usual)
            }
        }
    }

    @Test(
        "a setting that PgBouncer can't read leaves clients failing soon, though RELOAD undoes that"
    )
    func settingFails() async throws {
        try await Self.withSession(including: ["absent.ini"]) { session, console in
            #expect(await session.perform(.set(Self.setting())) == .done)
            #expect(await session.perform(.refuse) == .done)
            let ini = try await console.execute("SHOW CONFIG", until: .now + .seconds(60))[0].records
                .first { $0("key") == "conffile" }?("value")
            try #require(unlink((ini ?? "").replacing("pgbouncer.ini", with: "absent.ini")) == 0)
            var elsewhere = Self.setting(timeline: 2)
            elsewhere.writes.member = MemberID(address: .v4(0x7F00_0001), port: 2)
            for operation in [PointsmanCore.Operation.set(elsewhere), .unroute(reads: nil)] {
                guard case .failed(let reason) = await session.perform(operation) else {
                    Issue.record("\(operation) has not failed")
                    return
                }
                #expect(reason.contains("after RELOAD"), "\(reason)")
                let keys = try await console.execute("SHOW CONFIG", until: .now + .seconds(60))[0].records
                #expect(keys.first { $0("key") == "query_wait_timeout" }?("value") == "1")
            }
        }
    }

    @Test("a new guard waits until the previous guard has ended")
    func oneGuardAtATime() async throws {
        try await withFolder { folder in
            var lock: GuardLock? = try await GuardLock.take(in: folder)
            let number = lock?.number
            let holder = try ChildProcess(
                .init("sleep", ["600"], environment: [], descriptors: [nil, nil, nil, number]))
            lock = nil
            let next = Reactor.immediateTask { _ = try await GuardLock.take(in: folder) }
            holder.signal(SIGKILL)
            try await next.value
            await #expect(throws: SystemError(call: "open \(folder)/none/guard.lock", code: ENOENT)) {
                _ = try await GuardLock.take(in: "\(folder)/none")
            }
        }
    }

    @Test("the guard of a session that is dropped without an end resumes its databases")
    func dropped() async throws {
        try await Self.withPoolerToLead { pooler, ini in
            let console = try await pooler.console()
            for _ in 1...20 {
                var session: PoolerSession? = try await Self.session(with: pooler, ini)
                #expect(await session?.perform(.pause) == .done)
                #expect(try await Self.isPaused(console))
                session = nil
                let isResumed = try await eventually { try await !Self.isPaused(console) }
                try #require(isResumed)
            }
        }
    }

    @Test("a service that is stopped in a hold lets clients go, and opens no other session")
    func stopped() async throws {
        try await Self.withPoolerToLead { pooler, ini in
            let console = try await pooler.console()
            var states: [PoolerState] = []
            let service = PoolerService(
                PoolerEndpoints(
                    console: Self.parameters(pooler, "console", "pgbouncer"),
                    app: Self.parameters(pooler, "app", "app"), appKey: .databaseURL),
                file: DatabasesFile(path: "\(pooler.folder)/databases.ini", unrouted: ini),
                holdTimeout: .seconds(3_600), folder: pooler.folder, log: Self.log, severance: SeveranceRecord(),
                record: LoginRecord(), trouble: { nil },
                post: { if case .pooler(let state) = $0 { states.append(state) } })
            var isOver = false
            let run = Reactor.task {
                await service.run()
                isOver = true
            }
            defer { run.cancel() }
            let isUp = await eventually { service.session != nil }
            try #require(isUp)
            #expect(await service.session?.perform(.pause) == .done)
            await service.stop()
            let ends = await eventually { isOver }
            #expect(ends)
            #expect(try await !Self.isPaused(console))
            #expect(states.map(\.isUp) == [true, false])
        }
    }

    @Reactor
    private static func isPaused(_ console: PostgresConnection) async throws -> Bool {
        try await console.execute("SHOW DATABASES", until: .now + .seconds(60))[0].value("paused") == "1"
    }

    /// The session, and another console of the same PgBouncer.
    @Reactor
    private static func withSession(
        including others: [String] = [], _ body: @Reactor (PoolerSession, PostgresConnection) async throws -> Void
    ) async throws {
        try await withPoolerToLead(including: others) { pooler, ini in
            let console = try await pooler.console()
            let session = try await session(with: pooler, ini)
            try await body(session, console)
            _ = await session.close()
        }
    }

    /// A PgBouncer that includes `others` besides the file that is led.
    @Reactor
    private static func withPoolerToLead(
        including others: [String] = [], _ body: @Reactor (TestPooler, DatabasesIni) async throws -> Void
    ) async throws {
        let ini = DatabasesIni(writeName: "app", readName: nil, database: "postgres")
        try await withPooler(rendering: { folder in
            let files = PoolerFiles(including: others + ["databases.ini"])
            let text = try ini.text()
            let texts = [("databases.ini", text)] + others.map { ($0, "") }
            return files.texts(in: folder).merging(texts) { $1 }
        }) { try await body($0, ini) }
    }

    @Reactor
    private static func session(with pooler: TestPooler, _ ini: DatabasesIni) async throws -> PoolerSession {
        try await PoolerSession(
            console: Login(parameters(pooler, "console", "pgbouncer")), app: Login(parameters(pooler, "app", "app")),
            file: DatabasesFile(path: "\(pooler.folder)/databases.ini", unrouted: ini), history: RouteHistory(nil),
            guardProgram: "\(buildFolder)/pointsman-guard", folder: pooler.folder, limit: .now + .seconds(3_600),
            log: log)
    }

    @Reactor
    private static func parameters(
        _ pooler: TestPooler, _ user: String, _ database: String
    ) -> [(keyword: String, value: String)] {
        [("host", pooler.folder), ("port", "6432"), ("user", user), ("dbname", database)]
    }

    private static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
