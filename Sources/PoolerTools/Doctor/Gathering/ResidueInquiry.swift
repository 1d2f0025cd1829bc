import LinuxReactor
import PostgresClient

/// Looks, as a client of the pooler, at what other clients have left in the session that it gets.
@Reactor
struct ResidueInquiry {
    private let connection: PostgresConnection

    /// PgBouncer's own prepared statements have names of its own. A setting that `SET` has changed has the source
    /// "session" (PostgreSQL manual, pg_settings).
    private static let question = """
        SELECT pg_catalog.pg_backend_pid() AS pid,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements WHERE from_sql) AS by_sql,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements
                WHERE NOT from_sql AND name !~ '^PGBOUNCER_') AS by_protocol,
            (SELECT pg_catalog.string_agg(name, ',' ORDER BY name) FROM pg_catalog.pg_settings
                WHERE source = 'session') AS settings,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class
                WHERE relnamespace = pg_catalog.pg_my_temp_schema() AND relkind IN ('r', 'p', 'v', 'S')) AS tables,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks
                WHERE locktype = 'advisory' AND granted AND pid = pg_catalog.pg_backend_pid()) AS locks,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_listening_channels()) AS channels
        """

    init(_ app: [(keyword: String, value: String)], until deadline: ContinuousClock.Instant) async throws(PostgresError)
    {
        connection = try await PostgresConnection.connect(app, until: deadline)
    }

    func look(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> Residue {
        let row = try await connection.execute(Self.question, until: deadline).last?.records.first ?? { _ in nil }
        func number(_ column: String) -> Int { row(column).flatMap { Int($0) } ?? 0 }
        let settings = (row("settings") ?? "").split(separator: ",").map(String.init)
        return Residue(
            processID: number("pid"), preparedBySQL: number("by_sql"), preparedByProtocol: number("by_protocol"),
            settings: settings.filter { !StatementText.tracked.contains($0.lowercased()) },
            temporaryTables: number("tables"), advisoryLocks: number("locks"), channels: number("channels"))
    }
}
