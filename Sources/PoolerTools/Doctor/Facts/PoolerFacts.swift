package import PointsmanFormats

/// What PgBouncer's console has told.
package struct PoolerFacts: Equatable, Sendable {
    package var version: PgBouncerVersion?
    package var settings: PoolerSettings
    /// Without the console's own.
    package var databases: [PooledDatabase]
    /// Names that it has looked up itself.
    package var lookedUp: [String]
    /// The names that its clients' drivers give themselves.
    package var applications: [String]
    package var samples: [PoolSample]

    package init(
        version: PgBouncerVersion?, settings: PoolerSettings, databases: [PooledDatabase], lookedUp: [String] = [],
        applications: [String] = [], samples: [PoolSample] = []
    ) {
        self.version = version
        self.settings = settings
        self.databases = databases
        self.lookedUp = lookedUp
        self.applications = applications
        self.samples = samples
    }

    package func database(_ name: String) -> PooledDatabase? {
        databases.first { $0.name == name }
    }

    /// The mode that clients of `database` get.
    package func mode(of database: PooledDatabase) -> String {
        database.poolMode ?? settings["pool_mode"] ?? "session"
    }

    /// Those whose sessions are shared between clients.
    package var sharing: [PooledDatabase] { databases.filter { mode(of: $0) != "session" } }
}
