/// The SQL that shows whether a primary's disk is full, without a write to the database: the server puts the snapshot into a file
/// of some hundred bytes under `pg_snapshots` and takes it away with the transaction. It takes no rights, no transaction id
/// and no write-ahead log. What only reads is answered from a full disk as from any other.
package enum RoomStatement {
    package static let sql = "SELECT pg_catalog.pg_export_snapshot()"
    /// The error of a full disk (PostgreSQL manual, appendix A).
    package static let diskFull = "53100"
    /// The error of a login for which there is no room.
    package static let noConnection = "53300"
}

/// How many connections a server has for ordinary roles, as SQL that any role may ask.
package enum ConnectionRoom {
    /// `superuser_reserved_connections`, and `reserved_connections` from PostgreSQL 16 on.
    package static let reserved = """
        (pg_catalog.current_setting('superuser_reserved_connections')::int
            + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0))
        """

    /// The limit of the role or of the database, the narrower one; NULL where neither has one, which is stored as -1.
    package static let limit = """
        least((SELECT nullif(rolconnlimit, -1) FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER),
            (SELECT nullif(datconnlimit, -1) FROM pg_catalog.pg_database
                WHERE datname = pg_catalog.current_database()))
        """

    /// What is there for this role at most, were nobody else connected.
    package static let available = """
        least(pg_catalog.current_setting('max_connections')::int - \(reserved), \(limit))
        """
}
