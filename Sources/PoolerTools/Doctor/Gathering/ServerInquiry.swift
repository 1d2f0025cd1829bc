import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Asks the primary over one connection for what any role may ask.
@Reactor
struct ServerInquiry {
    private let connection: PostgresConnection
    private let way: String

    nonisolated static let question = """
        SELECT pg_catalog.current_setting('server_version_num') AS version,
            (SELECT pg_catalog.sum(numbackends) FROM pg_catalog.pg_stat_database) AS connections,
            pg_catalog.current_setting('max_connections') AS most,
            \(ConnectionRoom.reserved) AS reserved,
            pg_catalog.current_setting('password_encryption') AS encryption,
            pg_catalog.current_setting('idle_in_transaction_session_timeout') AS idle,
            pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS sees_others,
            pg_catalog.current_setting('synchronous_standby_names') AS synchronous_names,
            (SELECT pg_catalog.string_agg(sender.application_name, E'\\n' ORDER BY sender.application_name)
                FROM pg_catalog.pg_stat_get_wal_senders() AS wal, LATERAL pg_catalog.pg_stat_get_activity(wal.pid) AS sender
                WHERE sender.datid IS NULL) AS connected
        """
    /// PgBouncer's users are not predefined roles of the server.
    private static let roles = """
        SELECT rolname, rolcanlogin, rolconnlimit, CASE WHEN pg_catalog.isfinite(rolvaliduntil) THEN
            extract(epoch FROM rolvaliduntil - pg_catalog.now())::bigint END AS lasts
        FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname LIMIT 10000
        """
    private static let sessions = """
        SELECT pid, usename, datname, application_name, state, wait_event, query,
            (extract(epoch FROM pg_catalog.clock_timestamp() - state_change) * 1000)::bigint AS age
        FROM pg_catalog.pg_stat_activity
        WHERE pid <> pg_catalog.pg_backend_pid() AND datname IS NOT NULL
            AND (backend_type IS NULL OR backend_type = 'client backend')
        """
    private static let locks = """
        SELECT pid, pg_catalog.count(*) AS locks FROM pg_catalog.pg_locks
        WHERE locktype = 'advisory' AND granted AND database =
            (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        GROUP BY pid
        """
    private static let tables = """
        SELECT pg_catalog.count(*) AS tables FROM pg_catalog.pg_class
        WHERE relpersistence = 't' AND relkind IN ('r', 'p')
        """

    init(_ connection: PostgresConnection, way: String) {
        self.connection = connection
        self.way = way
    }

    func facts() async -> Gathered<ServerFacts> {
        do throws(PostgresError) {
            let row = try await ask(Self.question).records.first ?? { _ in nil }
            func number(_ column: String) -> Int { row(column).flatMap { Int($0) } ?? 0 }
            return .seen(
                ServerFacts(
                    way: way, version: number("version"), connections: number("connections"),
                    mostConnections: number("most"), reservedConnections: number("reserved"),
                    passwordEncryption: row("encryption") ?? "", idleInTransactionTimeout: row("idle") ?? "",
                    seesOthers: row("sees_others") == "t", roles: try await roles(),
                    standbys: row("synchronous_names").map {
                        SynchronousStandbys(
                            setting: $0, connected: (row("connected") ?? "").split(separator: "\n").map(String.init))
                    }))
        } catch {
            return .unseen("the primary was asked \(way): \(error)")
        }
    }

    /// The server's error message if its disk is full; nil if it has room.
    func disk() async -> Gathered<String?> {
        do throws(PostgresError) {
            _ = try await ask(RoomStatement.sql)
            return .seen(nil)
        } catch {
            return error.sqlState == RoomStatement.diskFull
                ? .seen("\(error)") : .unseen("the primary was asked \(way): \(error)")
        }
    }

    /// - Parameter pooled: the processes that are PgBouncer's.
    func activity(pooled: Set<Int>) async throws(PostgresError) -> ActivitySample {
        let sessions = try await ask(Self.sessions).records.compactMap { row in Self.session(row, pooled) }
        let locks = try await ask(Self.locks).records.compactMap { row in
            row("pid").flatMap { Int($0) }.map { ($0, row("locks").flatMap { Int($0) } ?? 0) }
        }
        let tables = try await ask(Self.tables).records.first?("tables").flatMap { Int($0) } ?? 0
        return ActivitySample(sessions: sessions, advisoryLocks: Dictionary(locks) { $1 }, temporaryTables: tables)
    }

    /// Makes the state of a session. Its statement is not kept: values are removed here.
    private static func session(_ row: (String) -> String?, _ pooled: Set<Int>) -> SessionState? {
        guard let processID = row("pid").flatMap({ Int($0) }) else { return nil }
        let text = StatementText(row("state") == nil ? "" : row("query") ?? "")
        return SessionState(
            processID: processID, user: row("usename") ?? "", database: row("datname") ?? "",
            application: row("application_name") ?? "", state: row("state") ?? "",
            stateAge: .milliseconds(row("age").flatMap { Int($0) } ?? 0),
            waitsForStandby: row("wait_event") == "SyncRep", isPooled: pooled.contains(processID),
            statement: text.shape, features: text.features)
    }

    private func roles() async throws(PostgresError) -> [RoleState] {
        try await ask(Self.roles).records.compactMap { row in
            row("rolname").map {
                RoleState(
                    name: $0, canLogIn: row("rolcanlogin") == "t",
                    mostConnections: row("rolconnlimit").flatMap { Int($0) } ?? -1,
                    passwordLasts: row("lasts").flatMap { Int64($0) }.map { .seconds($0) })
            }
        }
    }

    private func ask(_ question: String) async throws(PostgresError) -> ResultSet {
        let results = try await connection.execute(question, until: .now + Doctor.patience)
        guard let table = results.last else { throw PostgresError(code: .server, message: "there was no answer") }
        return table
    }
}
