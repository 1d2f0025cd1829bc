import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

/// No agent is alive in these: what refuses a server is what PgBouncer runs on each new connection.
@Suite("A real PgBouncer with the fence, without an agent", .serialized)
struct FencedPoolerTests {
    /// A way in which the server is not the one to write to.
    enum Wrong: CaseIterable {
        case foreignCluster, lowerTimeline, missingPrivilege, standby
    }

    @Test("a fenced PgBouncer without an agent hands out no connection to a wrong server", arguments: Wrong.allCases)
    func refuses(wrong: Wrong) async throws {
        try await Self.withFence(
            lowering: wrong == .lowerTimeline, foreign: wrong == .foreignCluster
        ) { fenced in
            switch wrong {
            case .missingPrivilege:
                try await fenced.administer("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public", in: "app")
            case .standby: try await fenced.server.becomeStandby()
            case .foreignCluster, .lowerTimeline: break
            }
            let client = fenced.query("SELECT 1")
            // A standby is waited for, a few seconds a turn.
            try await fenced.isTurnedAway(times: wrong == .standby ? 1 : 3)
            #expect(fenced.answer == nil)
            client.cancel()
        }
    }

    @Test("a fenced login waits on a standby for its promotion despite statement_timeout, which stays in force")
    func waitsForPromotion() async throws {
        try await Self.withFence { fenced in
            try await fenced.administer("ALTER ROLE app SET statement_timeout = '150ms'")
            // On a busy machine a promotion may come later than the end of the turn for which a login waits.
            for _ in 1...5 {
                try await fenced.server.becomeStandby()
                let client = fenced.query(
                    "SELECT current_setting('statement_timeout') || ' ' || current_setting('transaction_read_only')")
                _ = try await fenced.waitingBackend(for: .milliseconds(400))
                #expect(fenced.answer == nil)
                let losses = fenced.losses
                try await fenced.administer("SELECT pg_promote(false)")
                await client.value
                #expect(fenced.answer == "150ms off")
                if fenced.losses == losses { return }
                fenced.forgetAnswer()
            }
            Issue.record("no login waited until its server was promoted: \(fenced.pooler.log)")
        }
    }

    @Test("a fenced PgBouncer hands out no connection whose check was cancelled")
    func cancelled() async throws {
        try await Self.withFence { fenced in
            try await fenced.server.becomeStandby()
            let client = fenced.query("SELECT 1")
            for _ in 0..<3 {
                let backend = try await fenced.waitingBackend(for: .zero)
                try await fenced.administer("SELECT pg_cancel_backend(\(backend))")
                try await fenced.isGone(backend)
            }
            #expect(fenced.answer == nil)
            client.cancel()
        }
    }

    @Test("a killed PgBouncer leaves no waiting fence backend on a standby")
    func leavesNobody() async throws {
        try await Self.withFence { fenced in
            try await fenced.server.becomeStandby()
            let client = fenced.query("SELECT 1")
            let backend = try await fenced.waitingBackend(for: .zero)
            fenced.pooler.process.signal(SIGKILL)
            _ = await fenced.pooler.process.ended(until: .now + .seconds(60))
            try await fenced.isGone(backend)
            client.cancel()
        }
    }

    /// A server, and a PgBouncer on the rendered file of databases.
    @Reactor
    private final class Fenced {
        let server: TestServer
        let pooler: TestPooler
        private let port: UInt16
        private(set) var answer: String?

        init(_ server: TestServer, _ pooler: TestPooler, port: UInt16) {
            self.server = server
            self.pooler = pooler
            self.port = port
        }

        @discardableResult
        func administer(_ sql: String, in database: String = "postgres") async throws -> ResultSet? {
            _ = try await server.connect()
            let connection = try await PostgresConnection.connect(
                server.parameters.map { $0.keyword == "dbname" ? ($0.keyword, database) : $0 },
                until: .now + .seconds(60))
            return try await connection.execute(sql, until: .now + .seconds(60)).last
        }

        /// Asks through PgBouncer, until there is an answer.
        func query(_ sql: String) -> Task<Void, Never> {
            Reactor.task {
                while !Task.isCancelled, self.answer == nil {
                    let connection = try? await PostgresConnection.connect(
                        [("hostaddr", "127.0.0.1"), ("port", "\(self.port)"), ("user", "app"), ("dbname", "app")],
                        until: .now + .seconds(60))
                    let results = try? await connection?.execute(sql, until: .now + .seconds(60))
                    self.answer = results?.last?.rows.first?.first ?? nil
                    if self.answer == nil { await Reactor.sleep(until: .now + .milliseconds(20)) }
                }
            }
        }

        func forgetAnswer() { answer = nil }

        /// How many connections to the server PgBouncer has closed.
        var losses: Int {
            pooler.log.split(separator: "\n").count { $0.contains("S-0x") && $0.contains("closing because") }
        }

        /// Suspends until PgBouncer has lost so many connections during their check.
        func isTurnedAway(times: Int) async throws {
            try await until("PgBouncer was never turned away: \(pooler.log)") {
                losses >= times
            }
        }

        /// The backend whose check has waited for at least `duration`.
        func waitingBackend(for duration: Duration) async throws -> Int {
            var backend: Int?
            try await until("no check waits on the standby") {
                let seconds = Double(duration.components.attoseconds) / 1e18
                backend = try await administer(
                    """
                    SELECT pid FROM pg_stat_activity WHERE usename = 'app' AND query LIKE '%pg_is_in_recovery%'
                        AND state = 'active' AND clock_timestamp() - query_start > interval '\(seconds) s'
                    """)?.value("pid").flatMap { Int($0) }
                return backend != nil
            }
            return try #require(backend)
        }

        func isGone(_ backend: Int) async throws {
            try await until("backend \(backend) is still there") {
                try await administer("SELECT FROM pg_stat_activity WHERE pid = \(backend)")?.rows.isEmpty == true
            }
        }

        private func until(_ complaint: @autoclosure () -> String, _ condition: @Reactor () async throws -> Bool)
            async throws
        {
            guard try await !eventually(condition) else { return }
            Issue.record("\(complaint())")
            throw SystemError(call: "wait", code: ETIMEDOUT)
        }
    }

    /// - Parameters:
    ///   - lowering: makes the server's timeline lower than the fence's.
    ///   - foreign: makes the fence that of another cluster.
    @Reactor
    private static func withFence(
        lowering: Bool = false, foreign: Bool = false, _ body: @Reactor (Fenced) async throws -> Void
    ) async throws {
        let serverPort = try FreePort.pick()
        let port = try FreePort.pick()
        try await withServer(tcpPort: serverPort) { server in
            let admin = try await server.connect()
            for statement in ["CREATE ROLE app LOGIN", "CREATE DATABASE app OWNER app"] {
                _ = try await admin.execute(statement, until: .now + .seconds(60))
            }
            let shown = try await admin.execute(
                "SELECT system_identifier FROM pg_control_system()", until: .now + .seconds(60))
            let ours = try #require(shown[0].value("system_identifier").flatMap(UInt64.init))
            let member = MemberID(address: .v4(0x7F00_0001), port: serverPort)
            let route = WriteRoute(
                member: member, systemIdentifier: SystemIdentifier(foreign ? ours + 1 : ours),
                timeline: Timeline(lowering ? 2 : 1))
            let databases = DatabasesIni(
                writeName: "app", readName: nil, database: "app",
                write: .init(member: member, connectQuery: FenceStatement.text(for: route)))
            try await withPooler(rendering: { folder in
                let files = PoolerFiles(
                    port: port, users: ["console": "", "app": ""],
                    keys: "pool_mode = transaction\nserver_login_retry = 0.02\nserver_connect_timeout = 10",
                    including: ["databases.ini"])
                return files.texts(in: folder).merging(["databases.ini": try databases.text()]) { $1 }
            }) { pooler in
                try await body(Fenced(server, pooler, port: port))
            }
        }
    }
}
