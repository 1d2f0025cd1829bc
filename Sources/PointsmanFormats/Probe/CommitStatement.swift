package import PointsmanCore

/// The SQL that asks a primary whether commits wait for a synchronous standby. It needs no rights; other roles'
/// sessions are visible only with `pg_read_all_stats`. Without synchronous standbys no commit waits, and no session is
/// looked at; otherwise it costs some hundred microseconds.
package enum CommitStatement {
    package static let sql = """
        SELECT pg_catalog.current_setting('synchronous_standby_names') AS synchronous_names, waits.sessions, waits.oldest,
            waits.hidden,
            CASE WHEN waits.sessions > 0 THEN (SELECT pg_catalog.string_agg(sender.application_name, E'\\n'
                    ORDER BY sender.application_name)
                FROM pg_catalog.pg_stat_get_wal_senders() AS wal, LATERAL pg_catalog.pg_stat_get_activity(wal.pid) AS sender
                WHERE sender.datid IS NULL) END AS connected
        FROM (SELECT pg_catalog.count(*) FILTER (WHERE wait_event = 'SyncRep') AS sessions,
                (extract(epoch FROM pg_catalog.min(query_start) FILTER (WHERE wait_event = 'SyncRep')) * 1000000)::bigint
                    AS oldest,
                pg_catalog.count(*) FILTER (WHERE query = '<insufficient privilege>') AS hidden
            FROM pg_catalog.pg_stat_get_activity(NULL)
            WHERE pg_catalog.current_setting('synchronous_standby_names') <> '' AND datid IS NOT NULL
                AND usesysid IS NOT NULL) AS waits
        """
}

extension CommitWaits {
    /// Parses the row of ``CommitStatement``. `value` gives a column's text, nil for NULL.
    package init(row value: (String) -> String?) {
        guard let setting = value("synchronous_names"), let sessions = value("sessions").flatMap({ Int($0) }),
            let hidden = value("hidden").flatMap({ Int($0) })
        else {
            self = .unknown
            return
        }
        guard sessions > 0, let oldest = value("oldest").flatMap(Int64.init) else {
            self = hidden > 0 ? .unknown : .none
            return
        }
        let connected = (value("connected") ?? "").split(separator: "\n").map { printable(String($0)) }
        self = .waiting(
            sessions: sessions, oldest: oldest,
            SynchronousStandbys(setting: printable(setting), connected: connected))
    }
}
