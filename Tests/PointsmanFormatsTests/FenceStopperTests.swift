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

    /// What is done to a role, which is named for it.
    struct Stopper: Sendable {
        var role: String
        /// For the role's defaults, as ALTER ROLE takes them.
        var settings: [String] = []
        /// Whether the fence can work there.
        var works = true
        /// Whether PgBouncer hands the connection out though the fence can't work there, so that only the agent's trial keeps clients
        /// away.
        var passesAll = false
        var database = "app"
    }

    static let stoppers: [Stopper] =
        [
            Stopper(role: "nothing"),
            Stopper(role: "no_language"),
            Stopper(role: "no_extension", database: "bare"),
            Stopper(role: "no_function", works: false),
            Stopper(role: "no_sleep", works: false),
            Stopper(role: "no_library", settings: ["session_preload_libraries = 'none_of_this_name'"], works: false),
            Stopper(role: "serializable", settings: ["default_transaction_isolation = 'serializable'"]),
            Stopper(role: "read_only", settings: ["default_transaction_read_only = on"]),
            Stopper(role: "shadowed", settings: ["search_path = shadow, pg_catalog"]),
            Stopper(role: "strict", settings: ["plpgsql.extra_errors = 'all'", "plpgsql.check_asserts = off"]),
            Stopper(role: "unchecked", settings: ["check_function_bodies = off", "row_security = off"]),
            Stopper(role: "slow_statement", settings: ["statement_timeout = '300ms'"]),
            Stopper(role: "slow_lock", settings: ["lock_timeout = '1ms'"]),
            Stopper(
                role: "idle", settings: ["idle_in_transaction_session_timeout = '1ms'", "lock_timeout = '7s'"]),
            Stopper(role: "no_space", settings: ["temp_file_limit = 0"]),
            Stopper(role: "exits", settings: ["exit_on_error = on"]),
            Stopper(
                role: "plain_text",
                settings: ["standard_conforming_strings = off", "backslash_quote = off", "client_min_messages = error"]),
            Stopper(role: "parallel", settings: ["jit_above_cost = 0", "parallel_setup_cost = 0"]),
            Stopper(role: "shallow", settings: ["max_stack_depth = '100kB'"]),
        ] + obstructors

    /// Roles whose sessions load an extension that refuses SET, DO or any query (`Tests/Obstructors`), where `checks/servers` has
    /// compiled it.
    private static let obstructors: [Stopper] = {
        guard let folder = getenv("POINTSMAN_TEST_OBSTRUCTORS").map({ String(cString: $0) }) else { return [] }
        return ["set", "do", "query"].map { what in
            Stopper(
                role: "refuses_\(what)", settings: ["session_preload_libraries = '\(folder)/refuses_\(what)'"],
                works: what == "do", passesAll: what == "set")
        }
    }()

    @Test(
        "a fenced PgBouncer serves no client from a wrong server, whatever the role's settings",
        arguments: Wrong.allCases)
    func refuses(wrong: Wrong) async throws {
        try await Self.withStoppers(
            lowering: wrong == .lowerTimeline, foreign: wrong == .foreignCluster
        ) { server, pooler, port in
            if wrong == .standby { try await server.becomeStandby() }
            _ = try await server.connect()
            let stoppers = Self.stoppers.filter { !$0.passesAll }
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
            for stopper in Self.stoppers where stopper.works {
                let fenced = await Self.ask(settings, as: stopper, port, until: .now + .seconds(30))
                let bare = await Self.ask(
                    settings, as: stopper, in: "plain_\(stopper.database)", port, until: .now + .seconds(30))
                #expect(fenced != nil && fenced == bare, "\(stopper.role)")
            }
            for stopper in Self.stoppers where !stopper.works && !stopper.passesAll {
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
            for stopper in Self.stoppers where !["no_library", "refuses_query"].contains(stopper.role) {
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
        _ sql: String, as stopper: Stopper, in database: String? = nil, _ port: UInt16,
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

    /// What an operator does to the databases and the roles.
    @Reactor
    private static func prepare(_ server: TestServer) async throws {
        let names = stoppers.map(\.role)
        let others = { (role: String) in names.filter { $0 != role }.joined(separator: ", ") }
        let roles = stoppers.flatMap { stopper in
            ["create role \(stopper.role) login"] + stopper.settings.map { "alter role \(stopper.role) set \($0)" }
        }
        let admin = try await server.connect()
        for statement in roles + ["create database app", "create database bare"] {
            _ = try await admin.execute(statement, until: .now + .seconds(60))
        }
        let shadows = """
            create schema shadow; grant usage on schema shadow to public;
            create function shadow.pg_is_in_recovery() returns bool language sql as 'select false';
            create function shadow.pg_control_system(out system_identifier bigint) language sql as 'select 1::bigint';
            create function shadow.pg_current_wal_lsn() returns pg_lsn language sql as 'select ''0/0''::pg_lsn';
            create function shadow.pg_walfile_name(pg_lsn) returns text language sql as 'select ''7FFFFFFF''';
            create function shadow.never(bigint, bigint) returns bool language sql as 'select false';
            create operator shadow.<> (leftarg = bigint, rightarg = bigint, function = shadow.never);
            create operator shadow.< (leftarg = bigint, rightarg = bigint, function = shadow.never)
            """
        for (database, statements) in [
            ("bare", ["drop extension plpgsql"]),
            (
                "app",
                [
                    "revoke usage on language plpgsql from public",
                    "grant usage on language plpgsql to \(others("no_language"))",
                    "revoke execute on function pg_control_system() from public",
                    "grant execute on function pg_control_system() to \(others("no_function"))",
                    "revoke execute on function pg_sleep(double precision) from public",
                    "grant execute on function pg_sleep(double precision) to \(others("no_sleep"))",
                ] + shadows.split(separator: ";").map(String.init)
            ),
        ] {
            let connection = try await PostgresConnection.connect(
                server.parameters.map { $0.keyword == "dbname" ? ($0.keyword, database) : $0 },
                until: .now + .seconds(60))
            for statement in statements { _ = try await connection.execute(statement, until: .now + .seconds(60)) }
        }
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
            try await prepare(server)
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
                let users = (["console"] + stoppers.map(\.role)).map { "\"\($0)\" \"\"\n" }.joined()
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
