import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

@Suite("The session with a real PgBouncer")
struct PoolerSessionTests {
    private static let member = MemberID(address: .v4(0x7F00_0001), port: 1)
    private static let setting = PoolerSetting(
        writes: WriteRoute(member: member, systemIdentifier: SystemIdentifier(7_000), timeline: Timeline(1)),
        reads: member)

    @Test(
        "a PAUSE comes last that is asked for amid a setting or a release",
        arguments: [PointsmanCore.Operation.set(setting), .resume])
    func pauseComesLast(overtaken: PointsmanCore.Operation) async throws {
        try await Self.withSession { session, console in
            #expect(await session.perform(.set(Self.setting)) == .done)
            for _ in 0..<20 {
                #expect(await session.perform(.pause) == .done)
                let first = Task.immediate { @Reactor in await session.perform(overtaken) }
                let second = Task.immediate { @Reactor in await session.perform(.pause) }
                #expect(await first.value == .done)
                #expect(await second.value == .done)
                let isPaused = try await Self.isPaused(console)
                #expect(isPaused)
            }
            #expect(await session.perform(.set(Self.setting)) == .done)
            let isPaused = try await Self.isPaused(console)
            #expect(!isPaused)
        }
    }

    @Test("the next guard waits for the end of the last one")
    func oneGuardAtATime() async throws {
        try await withFolder { folder in
            var lock = await GuardLock.take(in: folder)
            let number = lock?.number
            #expect(number != nil)
            let holder = try ChildProcess(
                .init("sleep", ["600"], environment: [], descriptors: [nil, nil, nil, number]))
            lock = nil
            let next = Task.immediate { @Reactor in await GuardLock.take(in: folder) != nil }
            holder.signal(SIGKILL)
            #expect(await next.value)
        }
    }

    @Reactor
    private static func isPaused(_ console: PostgresConnection) async throws -> Bool {
        try await console.execute("SHOW DATABASES", until: .now + .seconds(60))[0].value("paused") == "1"
    }

    /// The session, and another console of the same PgBouncer.
    @Reactor
    private static func withSession(_ body: @Reactor (PoolerSession, PostgresConnection) async throws -> Void)
        async throws
    {
        let ini = DatabasesIni(writeName: "app", readName: nil, database: "postgres")
        try await withPooler(rendering: { folder in
            let text = """
                [pgbouncer]
                listen_addr =
                unix_socket_dir = \(folder)
                unix_socket_mode = 0777
                auth_type = trust
                auth_file = \(folder)/users.txt
                admin_users = console
                %include \(folder)/databases.ini
                """
            return ["pgbouncer.ini": text + "\n", "users.txt": "\"console\" \"\"\n", "databases.ini": try ini.text()]
        }) { pooler in
            let console = try await pooler.console()
            let session = try await PoolerSession(
                parameters: [
                    ("host", pooler.folder), ("port", "6432"), ("user", "console"), ("dbname", "pgbouncer"),
                ],
                file: DatabasesFile(path: "\(pooler.folder)/databases.ini", unrouted: ini),
                guardProgram: "\(buildFolder)/pointsman-guard", folder: pooler.folder,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await body(session, console)
            _ = await session.close()
        }
    }
}
