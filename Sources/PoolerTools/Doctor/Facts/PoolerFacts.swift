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

/// The pools at one moment.
package struct PoolSample: Equatable, Sendable {
    /// From the first sample.
    package var offset: Duration
    package var pools: [PoolRow]

    package init(offset: Duration, pools: [PoolRow]) {
        self.offset = offset
        self.pools = pools
    }
}

extension PoolRow {
    /// The connections that it has to the server, whatever they do.
    package var servers: Int { serversActive + serversIdle + serversUsed + serversTested + serversLogin }
}

/// A row of SHOW DATABASES with what bounds its pools.
package struct PooledDatabase: Equatable, Sendable {
    package var shown: DatabaseRow
    /// For each user.
    package var poolSize: Int { shown.poolSize ?? 0 }
    package var reserveSize: Int
    /// Nil for the pooler's own.
    package var poolMode: String?
    /// Of all pools together; 0 is no limit.
    package var mostConnections: Int
    package var forcedUser: String?

    package init?(row value: (String) -> String?) {
        guard let shown = DatabaseRow(row: value) else { return nil }
        func count(_ columns: String...) -> Int { columns.lazy.compactMap(value).compactMap { Int($0) }.first ?? 0 }
        func text(_ column: String) -> String? { value(column).flatMap { $0.isEmpty ? nil : $0 } }
        self.shown = shown
        // 1.24 renamed it.
        reserveSize = count("reserve_pool_size", "reserve_pool")
        poolMode = text("pool_mode")
        mostConnections = count("max_connections")
        forcedUser = text("force_user")
    }

    package var name: String { shown.name }
}

/// One kind of complaint in PgBouncer's log of the last hour.
package struct LoggedComplaint: Equatable, Sendable {
    package var complaint: PoolerComplaint
    package var count: Int
    /// As the log has it.
    package var lastTime: String

    package init(complaint: PoolerComplaint, count: Int, lastTime: String) {
        self.complaint = complaint
        self.count = count
        self.lastTime = lastTime
    }
}

/// PgBouncer's process, as Linux shows it (proc(5)).
package struct ProcessFacts: Equatable, Sendable {
    package var processID: Int32
    /// The soft limit of open files.
    package var mostFiles: Int
    /// Nil where we may not look.
    package var openFiles: Int?

    package init(processID: Int32, mostFiles: Int, openFiles: Int? = nil) {
        self.processID = processID
        self.mostFiles = mostFiles
        self.openFiles = openFiles
    }
}
