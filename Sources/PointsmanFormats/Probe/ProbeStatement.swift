/// The SQL of a probe: the operator's `server_check_query` and our question in one round trip of the simple protocol.
/// Our question's result is the last one. It is prepared by the first probe of a connection, since planning it costs
/// the server several times what answering it does.
///
/// A role without any grant may ask it; what needs `pg_monitor` (a standby's timeline, upstream and, once it has replayed
/// all that it received, staleness) is NULL without it.
/// `pg_control_checkpoint()` is not asked for the timeline: after a promotion it tells the old one until the next
/// checkpoint.
package enum ProbeStatement {
    /// The statements of a connection's first probe, with `check` in front.
    package static func first(check: String) -> String {
        // The role's own limit must not end a wait; ours does.
        "SET statement_timeout = 0;\nPREPARE \(name) AS \(question);\n\(next(check: check))"
    }

    /// The statements of every further probe on the same connection.
    package static func next(check: String) -> String {
        "\(check);\nEXECUTE \(name)"
    }

    /// The statements of a probe that a standby answers when it is promoted, after `milliseconds` at the latest: it looks
    /// itself each millisecond, which costs it less than being asked, and tells sooner.
    package static func whenPromoted(check: String, within milliseconds: Int) -> String {
        """
        WITH RECURSIVE wait(turn) AS (SELECT 1 UNION ALL SELECT turn + 1 FROM wait WHERE turn < \(milliseconds)
            AND pg_catalog.pg_is_in_recovery() AND pg_catalog.pg_sleep(0.001) IS NOT NULL)
        SELECT count(*) FROM wait;
        \(next(check: check))
        """
    }

    /// What a standby runs between two probes, alone in its message: it ends when the standby is promoted, after
    /// `milliseconds` at the latest.
    ///
    /// It looks 50 times a second, and each millisecond once the standby has lost whom it streams from. Each look has a
    /// snapshot of its own: one that lasted would stand in the way of replay.
    package static func watch(milliseconds: Int64) -> String {
        """
        DO $$DECLARE
            deadline timestamptz := pg_catalog.clock_timestamp() + interval '\(milliseconds) ms';
            streamed bool := EXISTS (SELECT FROM pg_catalog.pg_stat_get_wal_receiver() WHERE pid IS NOT NULL);
        BEGIN
            WHILE pg_catalog.pg_is_in_recovery() AND pg_catalog.clock_timestamp() < deadline LOOP
                COMMIT;
                PERFORM pg_catalog.pg_sleep(CASE WHEN streamed AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_stat_get_wal_receiver() WHERE pid IS NOT NULL) THEN 0.001 ELSE 0.02 END);
            END LOOP;
        END$$
        """
    }

    /// The question unprepared: through a pooler, whose server connection others use too.
    package static func plain(check: String) -> String {
        "\(check);\n\(question)"
    }

    private static let name = "pointsman_probe"

    private static let question = """
        SELECT server.recovering,
            (SELECT system_identifier FROM pg_catalog.pg_control_system()) AS system_identifier,
            (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint AS started,
            pg_catalog.current_setting('default_transaction_read_only') AS read_only,
            \(settingOfNewSessions) AS read_only_next,
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
            CASE WHEN NOT server.recovering
                THEN (SELECT count(*) FROM pg_catalog.pg_stat_get_wal_senders()) END AS followers,
            receiver.sender_host, receiver.sender_port,
            pg_catalog.host(pg_catalog.inet_server_addr()) AS endpoint_host,
            pg_catalog.inet_server_port() AS endpoint_port,
            pg_catalog.current_setting('server_version_num') AS version
        FROM (SELECT pg_catalog.pg_is_in_recovery() AS recovering OFFSET 0) AS server
        LEFT JOIN pg_catalog.pg_stat_wal_receiver AS receiver ON receiver.status = 'streaming'
        """

    /// `ALTER DATABASE … SET` and `ALTER ROLE … SET` change new sessions only, so the catalogue is asked what the next
    /// session would get, the narrowest setting first as the server applies them.
    private static let settingOfNewSessions = """
        (SELECT pg_catalog.split_part(setting, '=', 2)
            FROM pg_catalog.pg_db_role_setting AS stored, pg_catalog.unnest(stored.setconfig) AS setting
            WHERE setting LIKE 'default\\_transaction\\_read\\_only=%'
                AND stored.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = pg_catalog.current_database()))
                AND stored.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER))
            ORDER BY (stored.setrole <> 0 AND stored.setdatabase <> 0) DESC, stored.setrole <> 0 DESC,
                stored.setdatabase <> 0 DESC
            LIMIT 1)
        """
}
