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
