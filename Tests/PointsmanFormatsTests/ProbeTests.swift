import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("A probe of a real PostgreSQL")
struct ProbeTests {
    @Test("a role without grants learns from a probe all that a route needs")
    func unprivileged() async throws {
        try await withServer { server in
            let admin = try await server.connect()
            try await Self.run("CREATE ROLE app LOGIN", on: admin)
            let app = try await PostgresConnection.connect(
                server.parameters.map { $0.keyword == "user" ? ($0.keyword, "app") : $0 }, until: .now + .seconds(30))
            let report = try await Self.probe(app)
            #expect(report.timeline == Timeline(1))
            #expect(report.lsn != nil)
            #expect(!report.isInRecovery)
            #expect(!report.isReadOnly)
            #expect(report.identity.systemIdentifier.number > 0)
            #expect(report.version.map { $0 / 10_000 } == 15)
            #expect(report.endpoint == nil && report.staleness == nil)
            #expect(try await Self.probe(app).identity == report.identity)
        }
    }

    @Test(
        "a probe reports how many connections ordinary roles may open, by the narrowest limit",
        arguments: [
            (nil, nil), ("ALTER ROLE postgres CONNECTION LIMIT 40", 40),
            ("ALTER DATABASE postgres CONNECTION LIMIT 30", 30),
        ] as [(String?, Int?)])
    func connections(statement: String?, limit: Int?) async throws {
        try await withServer { server in
            let connection = try await server.connect()
            if let statement { try await Self.run(statement, on: connection) }
            let shown = try await connection.execute("SHOW max_connections", until: .now + .seconds(30))
            let most = try #require(shown[0].value("max_connections").flatMap { Int($0) })
            // superuser_reserved_connections is 3 by default.
            #expect(try await Self.probe(connection).connections == limit ?? (most - 3))
        }
    }

    @Test(
        "a probe sees a read-only default at once although only new sessions get it",
        arguments: [
            "ALTER DATABASE postgres SET default_transaction_read_only = on",
            "ALTER ROLE postgres SET default_transaction_read_only = true",
            "ALTER ROLE postgres IN DATABASE postgres SET default_transaction_read_only = 1",
        ])
    func readOnly(statement: String) async throws {
        try await withServer { server in
            let connection = try await server.connect()
            #expect(try await !Self.probe(connection).isReadOnly)
            try await Self.run(statement, on: connection)
            #expect(try await Self.probe(connection).isReadOnly)
        }
    }

    @Test("a probe lets a role's read-only default override the database's")
    func narrower() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            try await Self.run("ALTER DATABASE postgres SET default_transaction_read_only = on", on: connection)
            try await Self.run("ALTER ROLE postgres SET default_transaction_read_only = off", on: connection)
            #expect(try await !Self.probe(connection).isReadOnly)
        }
    }

    struct RoleCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isReadOnly = false
        var limit: Int?
    }

    @Test(
        "a probe of another role tells what holds for the app's: its read-only default and its limit of connections",
        arguments: [
            RoleCase(testDescription: "ALTER ROLE prober SET default_transaction_read_only = on"),
            RoleCase(testDescription: "ALTER ROLE prober IN DATABASE postgres SET default_transaction_read_only = on"),
            RoleCase(testDescription: "ALTER ROLE APP SET default_transaction_read_only = on", isReadOnly: true),
            RoleCase(
                testDescription: "ALTER DATABASE postgres SET default_transaction_read_only = on", isReadOnly: true),
            RoleCase(testDescription: "ALTER SYSTEM SET default_transaction_read_only = on", isReadOnly: true),
            RoleCase(testDescription: "ALTER ROLE prober CONNECTION LIMIT 5"),
            RoleCase(testDescription: "ALTER ROLE APP CONNECTION LIMIT 40", limit: 40),
        ], ["app", "o'b\\rien"])
    func anotherRole(change: RoleCase, app: String) async throws {
        try await withServer { server in
            let admin = try await server.connect()
            for statement in [
                "CREATE ROLE \"\(app)\" LOGIN", "CREATE ROLE prober LOGIN",
                change.testDescription.replacing("APP", with: "\"\(app)\""), "SELECT pg_reload_conf()",
            ] {
                try await Self.run(statement, on: admin)
            }
            let isTold = try await eventually(within: .seconds(20)) {
                let prober = try await PostgresConnection.connect(
                    server.parameters.map { $0.keyword == "user" ? ($0.keyword, "prober") : $0 },
                    until: .now + .seconds(30))
                let report = try await Self.probe(prober, as: app)
                return report.isReadOnly == change.isReadOnly && report.connections == change.limit ?? 97
            }
            #expect(isTold)
        }
    }

    /// Asks for `app` as another role, of whose own default nothing follows.
    @Reactor
    private static func probe(_ connection: PostgresConnection, as app: String) async throws -> ServerReport {
        let results = try await connection.execute(
            ProbeStatement.first(check: "select 1", role: app), until: .now + .seconds(30))
        let isOwn = results.lazy.compactMap { row in ProbeStatement.isDefaultOfProber { row.value($0) } }.first
        #expect(isOwn != nil)
        let row = try #require(results.last)
        return try #require(ServerReport(row: { row.value($0) }, isReadOnly: isOwn == true ? { _ in false } : nil))
    }

    @Reactor
    private static func run(
        _ statement: String, on connection: PostgresConnection, within limit: Duration = .seconds(30)
    ) async throws {
        _ = try await connection.execute(statement, until: .now + limit)
    }

    @Test("a second probe on the same connection reports the same server")
    func again() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            let first = try await Self.probe(connection, ProbeStatement.first(check: "select 1"))
            let next = try await Self.probe(connection, ProbeStatement.next(check: "select 1"))
            #expect(next.identity == first.identity)
            #expect(next.timeline == first.timeline)
        }
    }

    @Test("a standby answers the waiting probe when it is promoted, or at the time limit")
    func whenPromoted() async throws {
        try await withServer { server in
            _ = try await server.connect()
            try await server.becomeStandby()
            let connection = try await server.connect()
            #expect(try await Self.probe(connection, ProbeStatement.first(check: "select 1")).isInRecovery)
            let early = try await Self.probe(
                connection, ProbeStatement.whenPromoted(check: "select 1", isPromoting: false, within: 20))
            #expect(early.isInRecovery)
            let waiting = Reactor.task {
                try await Self.probe(
                    connection, ProbeStatement.whenPromoted(check: "select 1", isPromoting: true, within: 60_000))
            }
            let watching = Reactor.task {
                try await Self.run(
                    ProbeStatement.watch(milliseconds: 60_000), on: server.connect(), within: .seconds(30))
            }
            try await Self.run(ProbeStatement.watch(milliseconds: 50), on: server.connect())
            try await Self.run("SELECT pg_promote(false)", on: server.connect())
            // It would go on for a minute.
            try await watching.value
            let promoted = try await waiting.value
            #expect(!promoted.isInRecovery && !promoted.isReadOnly)
            #expect(promoted.timeline == Timeline(2))
        }
    }

    @Test("a standby reports that its promotion has begun before it is writable")
    func promoting() async throws {
        try await withServer { server in
            _ = try await server.connect()
            try await server.becomeStandby(endingWith: "sleep 3")
            let connection = try await server.connect()
            _ = try await Self.probe(connection, ProbeStatement.first(check: "select 1"))
            let waiting = Reactor.task {
                try await connection.execute(
                    ProbeStatement.whenPromoted(check: "select 1", isPromoting: false, within: 60_000),
                    until: .now + .seconds(60))
            }
            try await Self.run("SELECT pg_promote(false)", on: server.connect())
            let results = try await waiting.value
            #expect(results.first?.value(ProbeStatement.promoting) == "t")
            let row = try #require(results.last)
            #expect(try #require(ServerReport(row: { row.value($0) })).isInRecovery)
            let promoted = try await Self.probe(
                connection, ProbeStatement.whenPromoted(check: "select 1", isPromoting: true, within: 60_000))
            #expect(!promoted.isInRecovery)
        }
    }

    @Reactor
    private static func probe(
        _ connection: PostgresConnection, _ statement: String = ProbeStatement.plain(check: "select 1")
    ) async throws -> ServerReport {
        let results = try await connection.execute(statement, until: .now + .seconds(30))
        let row = try #require(results.last)
        return try #require(ServerReport(row: { row.value($0) }))
    }
}
