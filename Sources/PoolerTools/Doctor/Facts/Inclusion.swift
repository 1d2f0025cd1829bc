/// How an attached PgBouncer's ini file includes the agent's file of databases.
package struct Inclusion: Equatable, Sendable {
    /// The ini file, as PgBouncer names it or `pooler_ini` does.
    package var ini: String
    /// Whether it has the line that includes the agent's file.
    package var isIncluded: Bool
    /// Whether the agent's file has the database for writes.
    package var hasDatabase: Bool

    package init(ini: String, isIncluded: Bool, hasDatabase: Bool) {
        self.ini = ini
        self.isIncluded = isIncluded
        self.hasDatabase = hasDatabase
    }
}
