import Glibc
import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

@Suite("Severing connections to an abandoned server, on real servers", .serialized)
struct SeveranceTests {
    private static let canReset = geteuid() == 0

    @Test(
        "severing fails the client in a transaction, and a waiting client is served after RESUME",
        arguments: [
            ([.sockets], "127.0.0.1"), ([.sockets], "::1"), ([.sockets], "::ffff:127.0.0.1"),
            ([.descriptors], "127.0.0.1"), ([.descriptors], "::1"), ([.descriptors], "::ffff:127.0.0.1"),
            ([.clients], "127.0.0.1"), ([.idleTimeout], "127.0.0.1"), (Severance.Method.allCases, "127.0.0.1"),
        ] as [([Severance.Method], String)])
    func sparesThoseWhoWait(methods: [Severance.Method], host: String) async throws {
        guard Self.canReset || ![.sockets, .descriptors].contains(methods.first) else { return }
        try await Self.withStuckPause(host: host) { stuck in
            let severance = try await stuck.severance(methods)
            if methods == [.clients], try await !stuck.hasKillClient() {
                try await severance.perform()
                return #expect(!stuck.isPaused)
            }
            try await severance.perform()
            #expect(stuck.isPaused)
            try await stuck.resume()
            #expect(await stuck.stuckClient() != nil)
            #expect(await stuck.waitingClient() == nil)
            let values = try await stuck.console.execute("SHOW CONFIG", until: .now + .seconds(30))[0]
            let row = values.rows.indices.first { values.value("key", row: $0) == "idle_transaction_timeout" }
            #expect(values.value("value", row: try #require(row)) == "0")
        }
    }

    @Test("severing by KILL, the last resort, also fails the waiting client")
    func kill() async throws {
        try await Self.withStuckPause { stuck in
            try await stuck.severance([.kill]).perform()
            try await stuck.resume()
            #expect(await stuck.stuckClient() != nil)
            #expect(await stuck.waitingClient() != nil)
        }
    }

    @Test(
        "severing one database spares a transaction of another database on the same server",
        arguments: [
            Severance.Method.sockets, .descriptors, .clients,
        ])
    func sparesOthers(method: Severance.Method) async throws {
        guard Self.canReset || method == .clients else { return }
        try await Self.withStuckPause { stuck in
            let canKill = try await stuck.hasKillClient()
            guard method != .clients || canKill else { return }
            let other = try await stuck.transaction(in: "other")
            try await stuck.severance([method]).perform()
            #expect(stuck.isPaused)
            #expect(try await other.execute("SELECT 4", until: .now + .seconds(60)).first?.rows.first?.first == "4")
            try await stuck.resume()
            #expect(await stuck.waitingClient() == nil)
        }
    }

    @Test("severing changes no PgBouncer-wide setting if another owner's database is there")
    func guest() async throws {
        try await Self.withStuckPause { stuck in
            let other = try await stuck.transaction(in: "other")
            let house = PoolerHouse(names: ["app"], ini: nil, included: "/none")
            var severance = try await stuck.severance([.idleTimeout])
            severance.isAlone = { [console = stuck.console] () throws(PostgresError) in
                try await house.isOurs(Console(console, until: .now + .seconds(30)))
            }
            try await severance.perform()
            #expect(!stuck.isPaused)
            // Two turns of the janitor would have ended it.
            await Reactor.sleep(until: .now + .seconds(1))
            #expect(try await other.execute("SELECT 4", until: .now + .seconds(60)).first?.rows.first?.first == "4")
        }
    }

    @Test("severing tries the next method at once if one cuts nothing")
    func refusal() async throws {
        try await Self.withStuckPause { stuck in
            let began = ContinuousClock.now
            // No server connection is of this database.
            try await stuck.severance([.sockets, .descriptors, .clients], of: ["nothing"]).perform()
            #expect(!stuck.isPaused)
            // Each would wait for two seconds if it had cut anything.
            #expect(ContinuousClock.now - began < .seconds(2))
        }
    }

    @Test("severing finds PgBouncer's process through its Unix socket and over TCP")
    func means() async throws {
        guard Self.canReset else { return }
        try await Self.withStuckPause { stuck in
            let process = stuck.pooler.process.processID
            for console in [stuck.console, try await stuck.connectConsole()] {
                let found = try PoolerDescriptors.behind(console: console.socket)
                #expect(found.processID == process)
                let means = await SeveranceMeans.find(console: console.socket, version: nil)
                #expect(means.report == .init(way: .sockets))
            }
        }
    }

    /// A client inside a transaction on a server, a PAUSE that waits for it, and a second client that waits behind that.
    @Reactor
    private final class Stuck {
        let console: PostgresConnection
        private let one: PostgresConnection
        private let pause: Task<Void, any Error>
        private let waiting: Task<PostgresError?, Never>
        private(set) var isPaused = false
        let pooler: TestPooler
        private let connect: @Reactor (String) async throws -> PostgresConnection

        init(
            _ pooler: TestPooler, port: UInt16,
            _ connect: @escaping @Reactor (String) async throws -> PostgresConnection
        ) async throws {
            self.pooler = pooler
            self.connect = connect
            console = try await pooler.console(port: port)
            one = try await connect("app")
            _ = try await one.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
            let two = try await connect("app")
            let pausing = try await pooler.console(port: port)
            pause = Reactor.task {
                _ = try await pausing.execute("PAUSE app", until: .now + .seconds(60))
            }
            while try await console.execute("SHOW DATABASES", until: .now + .seconds(60))[0].value("paused") != "1" {}
            waiting = Reactor.task {
                do throws(PostgresError) {
                    _ = try await two.execute("SELECT 2", until: .now + .seconds(60))
                    return nil
                } catch {
                    return error
                }
            }
            Reactor.task {
                try await self.pause.value
                self.isPaused = true
            }
        }

        func severance(_ methods: [Severance.Method], of databases: [String] = ["app"]) async throws -> Severance {
            let means = await SeveranceMeans.find(console: console.socket, version: nil)
            return Severance(
                methods: methods, databases: databases, means: means,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                console: Console(console, until: .now + .seconds(60)), isDone: { self.isPaused })
        }

        /// A client inside a transaction of another database.
        func transaction(in database: String) async throws -> PostgresConnection {
            let connection = try await connect(database)
            _ = try await connection.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
            return connection
        }

        /// The console over TCP.
        func connectConsole() async throws -> PostgresConnection { try await connect("pgbouncer") }

        func hasKillClient() async throws -> Bool {
            let shown = try await console.execute("SHOW VERSION", until: .now + .seconds(30))[0].value("version")
            return try #require(PgBouncerVersion(shown ?? "")) >= .killsClients
        }

        func resume() async throws {
            _ = try await console.execute("RESUME app", until: .now + .seconds(30))
        }

        /// How the client inside the transaction fares with its next statement; nil where nothing was cut.
        func stuckClient() async -> PostgresError? {
            do throws(PostgresError) {
                _ = try await one.execute("SELECT 3", until: .now + .seconds(30))
                return nil
            } catch {
                return error
            }
        }

        func waitingClient() async -> PostgresError? { await waiting.value }
    }

    @Reactor
    private static func withStuckPause(
        host: String = "127.0.0.1", _ body: @Reactor (Stuck) async throws -> Void
    ) async throws {
        let port = try FreePort.pick()
        let poolerPort = try FreePort.pick()
        try await withServer(tcpPort: port) { server in
            _ = try await server.connect()
            let files = PoolerFiles(
                databases: """
                    app = host=\(host) port=\(port) dbname=postgres
                    other = host=\(host) port=\(port) dbname=postgres
                    """, port: poolerPort, users: ["console": "", "postgres": ""], admins: "console, postgres",
                keys: "pool_mode = transaction")
            try await withPooler(rendering: files.texts) { pooler in
                let stuck = try await Stuck(pooler, port: poolerPort) { database in
                    try await PostgresConnection.connect(
                        [
                            ("hostaddr", "127.0.0.1"), ("port", "\(poolerPort)"), ("user", "postgres"),
                            ("dbname", database),
                        ], until: .now + .seconds(60))
                }
                try await body(stuck)
            }
        }
    }
}
