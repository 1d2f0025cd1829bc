import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

/// No agent is alive in these either. Each role has something of its own that may stop the fence's statement before its
/// block has begun, or fool it.
@Suite("A real PgBouncer with the fence, for roles and databases that obstruct it", .serialized)
struct FenceStopperTests {
    /// What a server is, other than the fence's primary.
    enum Wrong: CaseIterable {
        case standby, lowerTimeline, foreignCluster
    }

    @Test(
        "a fenced PgBouncer serves no client from a wrong server, whatever the role's settings",
        arguments: Wrong.allCases)
    func refuses(wrong: Wrong) async throws {
        try await Self.withStoppers(
            lowering: wrong == .lowerTimeline, foreign: wrong == .foreignCluster
        ) { server, pooler, port in
            if wrong == .standby { try await server.becomeStandby() }
            _ = try await server.connect()
            let stoppers = FenceStopper.all.filter { !$0.passesAll }
            let clients = stoppers.map { stopper in
                Reactor.task { await Self.ask("select 1", as: stopper, port, until: .now + .seconds(60)) }
            }
            let limit = ContinuousClock.now + .seconds(60)
            for stopper in stoppers {
                while pooler.log.split(separator: "\n").count(where: {
                    $0.contains("S-0x") && $0.contains("/\(stopper.role)@") && $0.contains("closing because")
                }) < (wrong == .standby ? 1 : 3) {
                    try #require(ContinuousClock.now < limit, "\(stopper.role) was never turned away")
                    await Reactor.sleep(until: .now + .milliseconds(20))
                }
            }
            for (stopper, client) in zip(stoppers, clients) {
                client.cancel()
                #expect(await client.value == nil, "\(stopper.role) was answered")
            }
        }
    }

    @Test("a fenced PgBouncer serves the right server with unchanged session settings, or not at all")
    func passes() async throws {
        try await Self.withStoppers { _, pooler, port in
            let settings = "select string_agg(name || '=' || setting, ' ' order by name) from pg_settings"
            for stopper in FenceStopper.all where stopper.works {
                let fenced = await Self.ask(settings, as: stopper, port, until: .now + .seconds(30))
                let bare = await Self.ask(
                    settings, as: stopper, in: "plain_\(stopper.database)", port, until: .now + .seconds(30))
                #expect(fenced != nil && fenced == bare, "\(stopper.role)")
            }
            for stopper in FenceStopper.all where !stopper.works && !stopper.passesAll {
                let answer = await Self.ask("select 1", as: stopper, port, until: .now + .milliseconds(200))
                #expect(answer == nil, "\(stopper.role) was answered")
            }
            #expect(!pooler.log.contains("no such user"))
        }
    }

    @Test(
        "the fence's trial ends without a wait and says whether the role can run the fence", arguments: [false, true])
    func trial(onStandby: Bool) async throws {
        try await Self.withStoppers { server, _, _ in
            if onStandby { try await server.becomeStandby() }
            let admin = try await server.connect()
            let cluster = try await Self.systemIdentifier(admin)
            for stopper in FenceStopper.all where !["no_library", "refuses_query"].contains(stopper.role) {
                let connection = try await PostgresConnection.connect(
                    server.parameters.map {
                        switch $0.keyword {
                        case "user": ("user", stopper.role)
                        case "dbname": ("dbname", stopper.database)
                        default: $0
                        }
                    }, until: .now + .seconds(60))
                let began = ContinuousClock.now
                var refusal: PostgresError?
                do throws(PostgresError) {
                    _ = try await connection.execute(
                        FenceStatement.trial(of: cluster), until: .now + .seconds(60))
                } catch {
                    refusal = error
                }
                #expect(.now - began < .seconds(2), "\(stopper.role)")
                let trial =
                    refusal.map { FenceTrial(sqlState: $0.sqlState ?? "", refusal: $0.message) } ?? .works
                if onStandby, stopper.role == "serializable" {
                    #expect(trial == .unknown)
                } else {
                    #expect((trial == .works) == stopper.works, "\(stopper.role): \(trial)")
                }
            }
        }
    }

    /// Asks as the stopper's role through PgBouncer until there is an answer.
    @Reactor
    private static func ask(
        _ sql: String, as stopper: FenceStopper, in database: String? = nil, _ port: UInt16,
        until limit: ContinuousClock.Instant
    ) async -> String? {
        while !Task.isCancelled, ContinuousClock.now < limit {
            let connection = try? await PostgresConnection.connect(
                [
                    ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", stopper.role),
                    ("dbname", database ?? stopper.database),
                ], until: limit)
            let results = try? await connection?.execute(sql, until: limit)
            if let answer = results?.last?.rows.first?.first ?? nil { return answer }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return nil
    }

    @Reactor
    private static func systemIdentifier(_ connection: PostgresConnection) async throws -> SystemIdentifier {
        let shown = try await connection.execute(
            "SELECT system_identifier FROM pg_control_system()", until: .now + .seconds(60))
        return SystemIdentifier(try #require(shown[0].value("system_identifier").flatMap(UInt64.init)))
    }

    /// - Parameters:
    ///   - lowering: makes the server's timeline lower than the fence's.
    ///   - foreign: makes the fence that of another cluster.
    @Reactor
    private static func withStoppers(
        lowering: Bool = false, foreign: Bool = false,
        _ body: @Reactor (TestServer, TestPooler, UInt16) async throws -> Void
    ) async throws {
        let serverPort = try FreePort.pick()
        let port = try FreePort.pick()
        try await withServer(tcpPort: serverPort) { server in
            try await FenceStopper.prepare(server)
            let ours = try await systemIdentifier(server.connect()).number
            let member = MemberID(address: .v4(0x7F00_0001), port: serverPort)
            let route = WriteRoute(
                member: member, systemIdentifier: SystemIdentifier(foreign ? ours + 1 : ours),
                timeline: Timeline(lowering ? 2 : 1))
            func databases(_ name: String) throws -> String {
                try DatabasesIni(
                    writeName: name, readName: nil, database: name,
                    write: .init(member: member, connectQuery: FenceStatement.text(for: route))
                ).text()
            }
            try await withPooler(rendering: { folder in
                let files = PoolerFiles(
                    databases: """
                        plain_app = host=127.0.0.1 port=\(serverPort) dbname=app
                        plain_bare = host=127.0.0.1 port=\(serverPort) dbname=bare
                        """, port: port,
                    keys: """
                        pool_mode = transaction
                        default_pool_size = 1
                        server_login_retry = 0.02
                        server_connect_timeout = 10
                        """, including: ["app.ini", "bare.ini"])
                let users = (["console"] + FenceStopper.all.map(\.role)).map { "\"\($0)\" \"\"\n" }.joined()
                let others = [
                    "users.txt": users, "app.ini": try databases("app"), "bare.ini": try databases("bare"),
                ]
                return files.texts(in: folder).merging(others) { $1 }
            }) { pooler in
                try await body(server, pooler, port)
            }
        }
    }
}
