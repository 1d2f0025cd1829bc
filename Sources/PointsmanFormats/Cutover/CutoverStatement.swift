/// The statements by which an operator's command looks at the two clusters of a cutover, and moves from one to the other.
package enum CutoverStatement {
    /// The slot that keeps what the new cluster was written to since the cutover.
    package static let backSlot = "pointsman_back"

    /// Whether the role may set the parameter by ALTER SYSTEM; PostgreSQL 14 lets superusers only.
    package static func side(version: Int32) -> String {
        let right =
            version >= 150_000
            ? "pg_catalog.has_parameter_privilege('default_transaction_read_only', 'ALTER SYSTEM')"
            : "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)"
        return """
            SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system()) AS system,
                (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint AS started,
                pg_catalog.pg_is_in_recovery() AS recovering,
                pg_catalog.current_setting('default_transaction_read_only') AS read_only,
                pg_catalog.current_setting('server_version_num') AS version,
                pg_catalog.current_database() AS database,
                \(right) AND pg_catalog.has_function_privilege('pg_catalog.pg_reload_conf()', 'EXECUTE') AS may_lock,
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts
                    WHERE database = pg_catalog.current_database()) AS prepared,
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata) AS objects
            """
    }

    private static let ofUsers = """
        n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't' AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND d.objid = c.oid AND d.deptype = 'e')
        """

    private static func relations(_ kind: String, _ columns: String = "") -> String {
        """
        SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name\(columns)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = '\(kind)' AND \(ofUsers) ORDER BY 1
        """
    }

    package static let tables = relations(
        "r",
        """
        , c.relpersistence = 'u' AS unlogged,
        c.relreplident IN ('f', 'i') OR c.relreplident = 'd' AND EXISTS (
            SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS keyed,
        CASE WHEN c.relispartition THEN (SELECT pg_catalog.format('%I.%I', m.nspname, r.relname)
            FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace m ON m.oid = r.relnamespace
            WHERE r.oid = pg_catalog.pg_partition_root(c.oid)) END AS root
        """)
    package static let materializedViews = relations("m")
    package static let sequences = relations(
        "S", ", pg_catalog.has_sequence_privilege(c.oid, 'UPDATE') AS settable")

    /// The roles that own something in the database or have a session there.
    package static let usedRoles = """
        SELECT usename AS name FROM pg_catalog.pg_stat_activity
        WHERE datname = pg_catalog.current_database() AND usename IS NOT NULL AND backend_type = 'client backend'
        AND pid <> pg_catalog.pg_backend_pid()
        UNION SELECT pg_catalog.pg_get_userbyid(c.relowner)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'S') AND \(ofUsers) ORDER BY 1
        """
    package static let roles = "SELECT rolname AS name FROM pg_catalog.pg_roles ORDER BY 1"

    package static let subscriptions = """
        SELECT subname AS name, subenabled AS enabled, subslotname AS slot FROM pg_catalog.pg_subscription
        WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) ORDER BY 1
        """

    package static func synced(_ subscription: String) -> String {
        """
        SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, r.srsubstate AS state
        FROM pg_catalog.pg_subscription_rel r JOIN pg_catalog.pg_subscription s ON s.oid = r.srsubid
        JOIN pg_catalog.pg_class c ON c.oid = r.srrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE s.subname = \(SQLText.literal(subscription)) ORDER BY 1
        """
    }

    package static func publications(_ subscription: String) -> String {
        """
        SELECT pg_catalog.unnest(subpublications) AS name FROM pg_catalog.pg_subscription
        WHERE subname = \(SQLText.literal(subscription)) ORDER BY 1
        """
    }

    /// Those of `names` that don't publish everything of their tables.
    package static func partial(_ names: [String], version: Int32) -> String {
        let ofTables =
            version >= 150_000
            ? " OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid "
                + "AND (r.prqual IS NOT NULL OR r.prattrs IS NOT NULL))" : ""
        return """
            SELECT pubname AS name FROM pg_catalog.pg_publication p
            WHERE pubname IN (\(names.map(SQLText.literal).joined(separator: ", ")))
            AND (NOT (pubinsert AND pubupdate AND pubdelete AND pubtruncate)\(ofTables)) ORDER BY 1
            """
    }

    package static func slot(_ name: String) -> String {
        """
        SELECT s.active, s.database, r.state,
            greatest(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), s.confirmed_flush_lsn), 0)::bigint AS lag
        FROM pg_catalog.pg_replication_slots s LEFT JOIN pg_catalog.pg_stat_replication r ON r.pid = s.active_pid
        WHERE s.slot_name = \(SQLText.literal(name)) AND s.slot_type = 'logical'
        """
    }

    /// Why no slot can be made that tells of writes later; an empty text where it can.
    package static let blindness = """
        SELECT CASE WHEN pg_catalog.current_setting('wal_level') <> 'logical' THEN 'its wal_level is not logical'
            WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_roles
                WHERE rolname = current_user AND (rolsuper OR rolreplication)) THEN 'the role of --to lacks REPLICATION'
            WHEN (SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_slots)
                >= pg_catalog.current_setting('max_replication_slots')::int THEN 'its max_replication_slots are all in use'
            ELSE '' END AS reason
        """

    package static let makeBackSlot =
        "SELECT pg_catalog.pg_create_logical_replication_slot('\(backSlot)', 'test_decoding')"
    package static let dropBackSlot = """
        SELECT pg_catalog.pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots
        WHERE slot_name = '\(backSlot)'
        """
    package static let hasBackSlot =
        "SELECT true AS made FROM pg_catalog.pg_replication_slots WHERE slot_name = '\(backSlot)' AND database = pg_catalog.current_database()"

    /// The first change since the slot was made that no subscription has brought, by its table and kind.
    package static let firstWrite = """
        SELECT coalesce(pg_catalog.array_to_string(
            (pg_catalog.regexp_match(data, '^table (.*?): ([A-Z]+):'))[1:2], ', '), 'a message') AS what
        FROM pg_catalog.pg_logical_slot_peek_changes('\(backSlot)', NULL, 10000,
            'only-local', '1', 'skip-empty-xacts', '1', 'include-xids', '0')
        WHERE data !~ '^(BEGIN|COMMIT)' AND data !~ '^message: .* prefix: pointsman,' LIMIT 1
        """

    /// Has our own session write on, whatever the server's setting is.
    package static let exemptUs = "SET default_transaction_read_only = off"
    package static let lock = "ALTER SYSTEM SET default_transaction_read_only = on"
    package static let unlock = "ALTER SYSTEM RESET default_transaction_read_only"
    package static let reload = """
        SELECT pg_catalog.pg_conf_load_time()::text AS before, pg_catalog.pg_reload_conf()
        """
    package static let loaded = "SELECT pg_catalog.pg_conf_load_time()::text AS loaded"

    /// Whether no transaction that has written is open, in any database.
    package static let isQuiet = """
        SELECT pg_catalog.pg_snapshot_xmin(s) = pg_catalog.pg_snapshot_xmax(s) AS quiet
        FROM pg_catalog.pg_current_snapshot() s
        """

    /// Writes something that no subscription takes, and waits until that and all before it is on disk.
    package static let flush = "SELECT pg_catalog.pg_logical_emit_message(true, 'pointsman', '')"
    package static let position = "SELECT pg_catalog.pg_current_wal_insert_lsn() AS lsn"

    package static func hasReplayed(_ slot: String, _ lsn: String) -> String {
        """
        SELECT confirmed_flush_lsn >= \(SQLText.literal(lsn))::pg_catalog.pg_lsn AS replayed, confirmed_flush_lsn AS lsn
        FROM pg_catalog.pg_replication_slots WHERE slot_name = \(SQLText.literal(slot))
        """
    }

    package static func values(of sequences: [String]) -> String {
        sequences.map { "SELECT \(SQLText.literal($0)) AS name, last_value AS value, is_called AS called FROM \($0)" }
            .joined(separator: " UNION ALL ")
    }

    package static func set(_ values: [SequenceValue]) -> String {
        "SELECT "
            + values.map { "pg_catalog.setval(\(SQLText.literal($0.name)), \($0.value), \($0.isCalled))" }
            .joined(separator: ", ")
    }
}

/// The state of a sequence.
package struct SequenceValue: Hashable, Sendable {
    package let name: String
    package let value: Int64
    package let isCalled: Bool

    package init(name: String, value: Int64, isCalled: Bool) {
        self.name = name
        self.value = value
        self.isCalled = isCalled
    }
}
