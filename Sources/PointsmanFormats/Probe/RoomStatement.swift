/// The SQL that shows whether a primary's disk is full, without a write to the database: the server writes the snapshot
/// to a file of some hundred bytes under `pg_snapshots`, and removes it with the transaction. It needs no rights, no
/// transaction id and no write-ahead log. Statements that only read work with a full disk as well.
package enum RoomStatement {
    package static let sql = "SELECT pg_catalog.pg_export_snapshot()"
    /// The error of a full disk (PostgreSQL manual, appendix A).
    package static let diskFull = "53100"
    /// The error of a login for which there is no connection left.
    package static let noConnection = "53300"
}

/// The number of connections that a server has for ordinary roles, as SQL that any role may run.
package enum ConnectionRoom {
    /// `superuser_reserved_connections`, and `reserved_connections` from PostgreSQL 16 on.
    package static let reserved = """
        (pg_catalog.current_setting('superuser_reserved_connections')::int
            + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0))
        """

    /// The limit of the session's role or of the database, the lower one; NULL if neither has one, which is stored as -1.
    package static let limit = lowerLimit(of: "SESSION_USER")

    /// - Parameter role: an SQL expression for the role's name.
    private static func lowerLimit(of role: String) -> String {
        """
        least((SELECT nullif(rolconnlimit, -1) FROM pg_catalog.pg_roles WHERE rolname = \(role)),
            (SELECT nullif(datconnlimit, -1) FROM pg_catalog.pg_database
                WHERE datname = pg_catalog.current_database()))
        """
    }

    /// The connections that a role could open if no other one were connected.
    /// - Parameter role: an SQL expression for the role's name.
    static func available(to role: String) -> String {
        "least(pg_catalog.current_setting('max_connections')::int - \(reserved), \(lowerLimit(of: role)))"
    }
}
