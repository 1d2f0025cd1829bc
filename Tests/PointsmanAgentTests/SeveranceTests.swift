import Glibc
import LinuxReactor
import Logging
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

@Suite("What hangs on a server that is left, on real servers", .serialized)
struct SeveranceTests {
    private static let canReset = geteuid() == 0

    @Test(
        "is cut: the client on it fails, the one that waits is served after RESUME",
        arguments: [[Severance.Rung.sockets], [.idleTimeout], [.sockets, .idleTimeout, .kill]])
    func sparesThoseWhoWait(rungs: [Severance.Rung]) async throws {
        guard Self.canReset || rungs.first != .sockets else { return }
        try await Self.withStuckPause { stuck in
            try await stuck.severance(rungs).perform()
            #expect(stuck.isPaused)
            try await stuck.resume()
            #expect(await stuck.stuckClient() != nil)
            #expect(await stuck.waitingClient() == nil)
            let values = try await stuck.console.execute("SHOW CONFIG", until: .now + .seconds(30))[0]
            let row = values.rows.indices.first { values.value("key", row: $0) == "idle_transaction_timeout" }
            #expect(values.value("value", row: try #require(row)) == "0")
        }
    }

    @Test("is cut by KILL where nothing else is left, which fails the one that waits, too")
    func kill() async throws {
        try await Self.withStuckPause { stuck in
            try await stuck.severance([.kill]).perform()
            try await stuck.resume()
            #expect(await stuck.stuckClient() != nil)
            #expect(await stuck.waitingClient() != nil)
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

        init(_ pooler: TestPooler, port: UInt16, _ connect: @Reactor () async throws -> PostgresConnection) async throws
        {
            console = try await pooler.console(port: port)
            one = try await connect()
            _ = try await one.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
            let two = try await connect()
            let pausing = try await pooler.console(port: port)
            pause = Task { @Reactor in
                _ = try await pausing.execute("PAUSE app", until: .now + .seconds(60))
            }
            while try await console.execute("SHOW DATABASES", until: .now + .seconds(60))[0].value("paused") != "1" {}
            waiting = Task { @Reactor in
                do throws(PostgresError) {
                    _ = try await two.execute("SELECT 2", until: .now + .seconds(60))
                    return nil
                } catch {
                    return error
                }
            }
            Task { @Reactor in
                try await self.pause.value
                self.isPaused = true
            }
        }

        func severance(_ rungs: [Severance.Rung]) -> Severance {
            Severance(
                rungs: rungs, databases: ["app"], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                ask: { [console] command throws(PostgresError) in
                    try await console.execute(command, until: .now + .seconds(30))
                }, isDone: { self.isPaused })
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
    private static func withStuckPause(_ body: @Reactor (Stuck) async throws -> Void) async throws {
        let port = try FreePort.pick()
        let poolerPort = try FreePort.pick()
        try await withServer(tcpPort: port) { server in
            _ = try await server.connect()
            try await withPooler(rendering: { folder in
                let ini = """
                    [databases]
                    app = host=127.0.0.1 port=\(port) dbname=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = \(poolerPort)
                    unix_socket_dir = \(folder)
                    auth_type = trust
                    auth_file = \(folder)/users.txt
                    admin_users = console
                    pool_mode = transaction
                    """
                return ["pgbouncer.ini": ini + "\n", "users.txt": "\"console\" \"\"\n\"postgres\" \"\"\n"]
            }) { pooler in
                let stuck = try await Stuck(pooler, port: poolerPort) {
                    try await PostgresConnection.connect(
                        [
                            ("hostaddr", "127.0.0.1"), ("port", "\(poolerPort)"), ("user", "postgres"),
                            ("dbname", "app"),
                        ], until: .now + .seconds(60))
                }
                try await body(stuck)
            }
        }
    }
}
