/// The SQL of a probe: the operator's `server_check_query` and our question, in one round trip of the simple protocol.
/// The result of our question is the last one. The first probe of a connection prepares it, since planning costs the
/// server several times as much as answering.
///
/// A role without any grant may ask it. The parts that need `pg_monitor` (a standby's timeline, upstream and, once it
/// has replayed all that it received, staleness) are NULL without it. `pg_control_checkpoint()` is not used for the
/// timeline: after a promotion it reports the old one until the next checkpoint.
package enum ProbeStatement {
    /// The statements of a connection's first probe, with `check` in front.
    /// - Parameter role: the app's role if another one probes: what holds for a role is asked for that one. Otherwise nil.
    package static func first(check: String, role: String? = nil) -> String {
        // The role's own limit must not end a wait; the probe's does.
        """
        SET statement_timeout = 0;
        \(role == nil ? "" : "\(source);\n")PREPARE \(name) AS \(question(role));
        \(next(check: check))
        """
    }

    /// Whether an answer to ``first(check:role:)`` says that the session's read-only default is its own role's, which tells nothing
    /// of the app's; nil if it does not say. `value` gives a column's text.
    package static func isDefaultOfProber(_ value: (String) -> String?) -> Bool? {
        value(sourceColumn).map { ["user", "database user"].contains($0) }
    }

    private static let sourceColumn = "pointsman_read_only_source"
    /// It stays the same as long as the session.
    private static let source =
        "SELECT source AS \(sourceColumn) FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only'"

    /// The statements of every further probe on the same connection.
    package static func next(check: String) -> String {
        "\(check);\nEXECUTE \(name)"
    }

    /// The statements of a probe that a standby answers when it is being promoted (``promoting`` of the first result)
    /// or has been promoted, after `milliseconds` at the latest: the standby checks itself each millisecond, which
    /// costs it less than being asked, and is faster.
    /// - Parameter isPromoting: whether its promotion is known to have begun.
    package static func whenPromoted(check: String, isPromoting: Bool, within milliseconds: Int) -> String {
        """
        WITH RECURSIVE startup AS MATERIALIZED (\(startup)),
            wait(turn, promoting) AS (SELECT 1, \(isPromoting) UNION ALL SELECT turn + 1, \(isPromoting) OR EXISTS (
                SELECT FROM startup, LATERAL pg_catalog.pg_stat_get_activity(startup.pid)
                WHERE wait.turn > 0 AND wait_event \(ofPromotion))
            FROM wait WHERE turn < \(milliseconds) AND promoting = \(isPromoting)
                AND pg_catalog.pg_is_in_recovery() AND pg_catalog.pg_sleep(0.001) IS NOT NULL)
        SELECT bool_or(promoting) AS \(promoting) FROM wait;
        \(next(check: check))
        """
    }

    /// The column of ``whenPromoted(check:isPromoting:within:)``, a boolean.
    package static let promoting = "pointsman_promoting"

    /// The process that replays, which is visible only with `pg_monitor`.
    private static let startup =
        "SELECT pid FROM pg_catalog.pg_stat_get_activity(NULL) WHERE backend_type = 'startup'"
    /// The wait events that occur only at the end of recovery: for the new timeline's first segment, its history file,
    /// the operator's command. PostgreSQL 17 spells the names with other capitals.
    private static let ofPromotion = "~* '^(walcopy|timelinehistory(write|sync)$|recoveryendcommand)'"

    /// The statement that a standby runs between two probes, alone in its message: it ends when the standby is
    /// promoted, after `milliseconds` at the latest.
    ///
    /// It checks 50 times a second, and each millisecond once the standby has lost its upstream; then it also ends as
    /// soon as the promotion begins. Each check has its own snapshot: a lasting one would block replay.
    package static func watch(milliseconds: Int64) -> String {
        """
        DO $$DECLARE
            deadline timestamptz := pg_catalog.clock_timestamp() + interval '\(milliseconds) ms';
            streamed bool := EXISTS (SELECT FROM pg_catalog.pg_stat_get_wal_receiver() WHERE pid IS NOT NULL);
        BEGIN
            WHILE pg_catalog.pg_is_in_recovery() AND pg_catalog.clock_timestamp() < deadline LOOP
                COMMIT;
                IF streamed AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_stat_get_wal_receiver() WHERE pid IS NOT NULL)
                THEN
                    EXIT WHEN EXISTS (
                        SELECT FROM (\(startup)) AS startup, LATERAL pg_catalog.pg_stat_get_activity(startup.pid)
                        WHERE wait_event \(ofPromotion));
                    PERFORM pg_catalog.pg_sleep(0.001);
                ELSE
                    PERFORM pg_catalog.pg_sleep(0.02);
                END IF;
            END LOOP;
        END$$
        """
    }

    /// The question without preparing it: for a pooler, whose server connections other clients use too.
    package static func plain(check: String) -> String {
        "\(check);\n\(question(nil))"
    }

    private static let name = "pointsman_probe"

    private static func question(_ role: String?) -> String {
        let role = role.map { SQLText.literal($0) } ?? "SESSION_USER"
        return """
            SELECT server.recovering,
                (SELECT system_identifier FROM pg_catalog.pg_control_system()) AS system_identifier,
                (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint AS started,
                pg_catalog.current_setting('default_transaction_read_only') AS read_only,
                \(settingOfNewSessions(of: role)) AS read_only_next,
                CASE WHEN server.recovering THEN receiver.received_tli
                    ELSE ('x' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8))
                        ::bit(32)::bigint END AS timeline,
                CASE WHEN server.recovering
                    THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_flush_lsn() END AS lsn,
                CASE WHEN server.recovering THEN (extract(epoch FROM pg_catalog.clock_timestamp()
                    - CASE WHEN pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn()
                        THEN receiver.last_msg_receipt_time
                        ELSE pg_catalog.pg_last_xact_replay_timestamp() END) * 1000000)::bigint END AS staleness,
                CASE WHEN NOT server.recovering THEN \(followers) END AS followers,
                EXISTS (SELECT FROM pg_catalog.pg_stat_get_wal_receiver() WHERE pid IS NOT NULL) AS receiving,
                receiver.sender_host, receiver.sender_port,
                pg_catalog.host(pg_catalog.inet_server_addr()) AS endpoint_host,
                pg_catalog.inet_server_port() AS endpoint_port,
                \(ConnectionRoom.available(to: role)) AS connections,
                pg_catalog.current_setting('server_version_num') AS version
            FROM (SELECT pg_catalog.pg_is_in_recovery() AS recovering OFFSET 0) AS server
            LEFT JOIN pg_catalog.pg_stat_wal_receiver AS receiver ON receiver.status = 'streaming'
            """
    }

    /// The addresses from which standbys stream: `none`, or separated by commas; NULL if our rights don't show what a
    /// sender serves. A logical subscriber is connected to a database, which any role sees. A base backup and
    /// `pg_receivewal` never report how far they have replayed (`sendFeedback` of streamutil's receivelog.c); a standby
    /// does with its first message.
    private static let followers = """
        (SELECT CASE WHEN bool_or(sender.state IS NULL) THEN NULL
                ELSE coalesce(string_agg(coalesce(pg_catalog.host(activity.client_addr), ''), ','
                    ORDER BY activity.client_addr) FILTER (WHERE sender.replay_lsn IS NOT NULL), 'none') END
            FROM pg_catalog.pg_stat_get_wal_senders() AS sender,
                LATERAL pg_catalog.pg_stat_get_activity(sender.pid) AS activity
            WHERE activity.datid IS NULL)
        """

    /// The setting that the next session of a role would get, from the catalogue, since `ALTER DATABASE … SET` and `ALTER ROLE …
    /// SET` change new sessions only. The narrowest setting comes first, as the server applies them.
    private static func settingOfNewSessions(of role: String) -> String {
        """
        (SELECT pg_catalog.split_part(setting, '=', 2)
            FROM pg_catalog.pg_db_role_setting AS stored, pg_catalog.unnest(stored.setconfig) AS setting
            WHERE setting LIKE 'default\\_transaction\\_read\\_only=%'
                AND stored.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = pg_catalog.current_database()))
                AND stored.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = \(role)))
            ORDER BY (stored.setrole <> 0 AND stored.setdatabase <> 0) DESC, stored.setrole <> 0 DESC,
                stored.setdatabase <> 0 DESC
            LIMIT 1)
        """
    }
}
