import LinuxReactor
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

/// What the hold of many databases rests on (DECISIONS, "Many databases are one route"), on the real PgBouncer.
@Suite("What PgBouncer does with PAUSE of many databases on one console", .serialized)
struct ManyPausesTests {
    private static let limit = Duration.seconds(60)

    @Test(
        "PgBouncer goes on with a console's next command while a PAUSE waits, and answers idle databases at once",
        arguments: TestPooler.releases)
    func pauses(program: String) async throws {
        try await Self.withPooler(program) { pooler, _ in
            let clients = [try await Self.client(of: "d0", pooler), try await Self.client(of: "d2", pooler)]
            for client in clients { _ = try await client.execute("BEGIN; SELECT 1", until: .now + Self.limit) }
            let console = try await pooler.console()
            let commands = try #require(JoinedCommands(on: console))
            try commands.send((0..<4).map { "PAUSE d\($0)" } + ["SHOW VERSION"])
            // Of the four two are idle.
            try await commands.wait(forAnswers: 3, until: .now + Self.limit)
            #expect(commands.tags == ["PAUSE", "PAUSE", "SHOW"])
            _ = try await clients[0].execute("COMMIT", until: .now + Self.limit)
            await Reactor.sleep(until: .now + .milliseconds(100))
            try commands.read()
            #expect(commands.answers.count == 3)
            _ = try await clients[1].execute("COMMIT", until: .now + Self.limit)
            try await commands.wait(forAnswers: 4, until: .now + Self.limit)
            #expect(commands.tags == ["PAUSE", "PAUSE", "SHOW", "PAUSE"])

            try commands.send((0..<4).map { "RESUME d\($0)" })
            try await commands.wait(forAnswers: 8, until: .now + Self.limit)
            #expect(commands.answers.allSatisfy { $0 == .done })
            for client in clients { _ = try await client.execute("SELECT 1", until: .now + Self.limit) }
        }
    }

    @Test(
        "PgBouncer refuses PAUSE of a database that it does not have, and of those beside it none",
        arguments: TestPooler.releases)
    func absent(program: String) async throws {
        try await Self.withPooler(program) { pooler, _ in
            let commands = try #require(JoinedCommands(on: try await pooler.console()))
            try commands.send(["PAUSE d0", "PAUSE none", "PAUSE d1", "SHOW VERSION"])
            try await commands.wait(forAnswers: 4, until: .now + Self.limit)
            #expect(commands.answers.map { $0 == .done } == [true, false, true, true])
            guard case .refused(let words) = commands.answers[1] else { return }
            #expect(words.contains("no such database"), "\(words)")
        }
    }

    @Test(
        "databases that the line * has opened follow it at RELOAD, and a first client waits while it leads to no server",
        arguments: TestPooler.releases)
    func others(program: String) async throws {
        try await Self.withPooler(program, others: 1) { pooler, port in
            let first = Reactor.task {
                let client = try await Self.client(of: "postgres", pooler)
                return try await client.execute("SELECT 7 AS it", until: .now + Self.limit).first?.value("it")
            }
            let console = try await pooler.console()
            let isOpened = try await eventually {
                try await console.execute("SHOW DATABASES", until: .now + Self.limit)[0].records
                    .contains { $0("name") == "postgres" && $0("port") == "1" }
            }
            #expect(isOpened)
            _ = try await console.execute("PAUSE postgres", until: .now + Self.limit)
            try pooler.write(Self.lines(port: port, others: port), to: "databases.ini")
            _ = try await console.execute("RELOAD", until: .now + Self.limit)
            let led = try await console.execute("SHOW DATABASES", until: .now + Self.limit)[0].records
                .first { $0("name") == "postgres" }
            #expect(led?("port") == "\(port)" && led?("paused") == "1")
            _ = try await console.execute("RESUME postgres", until: .now + Self.limit)
            #expect(try await first.value == "7")
        }
    }

    private static func lines(port: UInt16, others: UInt16?) -> String {
        let lines = (0..<4).map { "d\($0) = host=127.0.0.1 port=\(port) dbname=postgres" }
        let rest = others.map { ["* = host=127.0.0.1 port=\($0)"] } ?? []
        return "[databases]\n" + (lines + rest).map { "\($0)\n" }.joined()
    }

    @Reactor
    private static func client(of database: String, _ pooler: TestPooler) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [("host", pooler.folder), ("port", "6432"), ("user", "postgres"), ("dbname", database)],
            until: .now + limit)
    }

    /// - Parameters:
    ///   - others: the port to which `*` leads; nil for no such line.
    ///   - body: gets the pooler and the server's port.
    @Reactor
    private static func withPooler(
        _ program: String, others: UInt16? = nil, _ body: @Reactor (TestPooler, UInt16) async throws -> Void
    ) async throws {
        let port = try FreePort.pick()
        try await withServer(tcpPort: port) { server in
            _ = try await server.connect()
            try await TestServers.withPooler(
                program,
                rendering: { folder in
                    let files = PoolerFiles(
                        users: ["console": "", "postgres": ""],
                        keys: "pool_mode = transaction\nserver_login_retry = 0.02", including: ["databases.ini"])
                    return files.texts(in: folder).merging(["databases.ini": lines(port: port, others: others)]) { $1 }
                }
            ) { pooler in
                _ = try await pooler.comesUp()
                try await body(pooler, port)
            }
        }
    }
}
