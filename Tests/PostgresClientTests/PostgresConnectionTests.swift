import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("A connection to a real PostgreSQL")
struct PostgresConnectionTests {
    @Test("several statements in one round trip return one result each, and the server's hot-standby state")
    func roundTrip() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            let results = try await connection.execute(
                "select 1 as one; select null as nothing, 'x' as letter", until: .now + .seconds(30))
            #expect(results.map(\.columns) == [["one"], ["nothing", "letter"]])
            #expect(results[0].value("one") == "1")
            #expect(results[1].rows == [[nil, "x"]])
            #expect(connection.parameterStatus("in_hot_standby") == "off")
            #expect(connection.serverVersion / 10_000 == 15)
        }
    }

    @Test("a connection leaves out keywords of a later libpq and refuses unknown ones")
    func laterKeywords() async throws {
        try await withServer { server in
            // Waits until it is up.
            _ = try await server.connect()
            let later = [("sslcertmode", "disable"), ("sslnegotiation", "postgres")].map {
                (keyword: $0.0, value: $0.1)
            }
            let connection = try await PostgresConnection.connect(
                server.parameters + later, until: .now + .seconds(30))
            #expect(connection.backendProcessID > 0)
            let error = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(
                    server.parameters + [(keyword: "sslmod", value: "require")], until: .now + .seconds(30))
            }
            #expect(error?.message.contains("sslmod") == true)
        }
    }

    @Test("a server's error keeps its SQLSTATE and leaves the connection usable")
    func serverError() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            await #expect(throws: PostgresError(code: .server, sqlState: "22012", message: "division by zero")) {
                try await connection.execute("select 1/0", until: .now + .seconds(30))
            }
            let results = try await connection.execute("select 2 as two", until: .now + .seconds(30))
            #expect(results.first?.value("two") == "2")
        }
    }

    @Test("a refused login keeps its SQLSTATE")
    func refusedLogin() async throws {
        try await withServer { server in
            _ = try await server.connect()
            let parameters = server.parameters.map { $0.keyword == "dbname" ? ($0.keyword, "absent") : $0 }
            let error = await #expect(throws: PostgresError.self) {
                _ = try await PostgresConnection.connect(parameters, until: .now + .seconds(30))
            }
            #expect(error?.code == .server)
            #expect(error?.sqlState == "3D000")
        }
    }

    @Test("a query that takes too long ends at its deadline")
    func deadline() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            let error = await #expect(throws: PostgresError.self) {
                try await connection.execute("select pg_sleep(60)", until: .now + .milliseconds(50))
            }
            #expect(error?.code == .deadline)
        }
    }

    @Test("an orderly shutdown of the server ends an idle connection with SQLSTATE 57P01")
    func farewell() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            server.process.signal(SIGINT)
            let error = await connection.idle(until: .now + .seconds(60))
            #expect(error?.sqlState == "57P01")
        }
    }

    @Test("an idle connection ends when the server is killed, and the next dial is refused")
    func crash() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            server.process.signal(SIGKILL)
            #expect(await connection.idle(until: .now + .seconds(60)) != nil)
            _ = await server.process.ended(until: .now + .seconds(60))
            let error = await #expect(throws: PostgresError.self) {
                _ = try await PostgresConnection.connect(server.parameters, until: .now + .seconds(30))
            }
            #expect(error?.code == .transport)
            #expect(error?.systemError == ECONNREFUSED)
        }
    }

    @Test("a server's password request is reported before the login ends, and a login without one reports nothing")
    func passwordRequest() async throws {
        try await withServer { server in
            var asked = 0
            @Reactor func dial(_ user: String, password: String) async throws {
                let parameters = server.parameters.filter { $0.keyword != "user" }
                let keys = parameters + [("user", user), ("password", password)]
                _ = try await PostgresConnection.connect(keys, until: .now + .seconds(30)) { asked += 1 }
            }
            let connection = try await server.connect()
            for statement in [
                "create role app login password 'right'",
                "copy (values ('local all app scram-sha-256'), ('local all all trust')) to '\(server.folder)/data/pg_hba.conf'",
                "select pg_reload_conf()",
            ] {
                _ = try await connection.execute(statement, until: .now + .seconds(30))
            }
            let limit = ContinuousClock.now + .seconds(60)
            while asked == 0, ContinuousClock.now < limit { try await dial("app", password: "right") }
            #expect(asked == 1)
            await #expect(throws: PostgresError.self) { try await dial("app", password: "wrong") }
            #expect(asked == 2)
            try await dial("postgres", password: "right")
            #expect(asked == 2)
        }
    }

    @Test("an idle wait ends at its deadline if the link is sound, and the connection stays usable")
    func idleDeadline() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            #expect(await connection.idle(until: .now + .milliseconds(20)) == nil)
            let results = try await connection.execute("select 3 as three", until: .now + .seconds(30))
            #expect(results.first?.value("three") == "3")
        }
    }
}
