package import PointsmanFormats

/// The facts from PgBouncer's console.
package struct PoolerFacts: Equatable, Sendable {
    package var version: PgBouncerVersion?
    package var settings: PoolerSettings
    /// The databases without the console's own.
    package var databases: [PooledDatabase]
    /// The names that it has looked up itself.
    package var lookedUp: [String]
    /// The application names of its clients.
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

    /// The pool mode for clients of `database`.
    package func mode(of database: PooledDatabase) -> String {
        database.poolMode ?? settings["pool_mode"] ?? "session"
    }

    /// The databases whose sessions are shared between clients.
    package var sharing: [PooledDatabase] { databases.filter { mode(of: $0) != "session" } }
}

/// The pools at one moment.
package struct PoolSample: Equatable, Sendable {
    /// The time since the first sample.
    package var offset: Duration
    package var pools: [PoolRow]

    package init(offset: Duration, pools: [PoolRow]) {
        self.offset = offset
        self.pools = pools
    }
}

extension PoolRow {
    /// Its connections to the server in any state.
    package var servers: Int { serversActive + serversIdle + serversUsed + serversTested + serversLogin }
}

/// A row of SHOW DATABASES with the limits of its pools.
package struct PooledDatabase: Equatable, Sendable {
    package var shown: DatabaseRow
    /// The pool size for each user.
    package var poolSize: Int { shown.poolSize ?? 0 }
    package var reserveSize: Int
    /// The database's own pool mode; nil for the pooler's default.
    package var poolMode: String?
    /// The limit for all its pools together; 0 is no limit.
    package var mostConnections: Int
    package var forcedUser: String?

    package init?(row value: (String) -> String?) {
        guard let shown = DatabaseRow(row: value) else { return nil }
        func count(_ columns: String...) -> Int { columns.lazy.compactMap(value).compactMap { Int($0) }.first ?? 0 }
        func text(_ column: String) -> String? { value(column).flatMap { $0.isEmpty ? nil : $0 } }
        self.shown = shown
        // 1.24 renamed this column.
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
    /// The time of the last line as it stands in the log.
    package var lastTime: String

    package init(complaint: PoolerComplaint, count: Int, lastTime: String) {
        self.complaint = complaint
        self.count = count
        self.lastTime = lastTime
    }
}

/// PgBouncer's process by Linux (proc(5)).
package struct ProcessFacts: Equatable, Sendable {
    package var processID: Int32
    /// The soft limit of open files.
    package var mostFiles: Int
    /// The number of open files; nil without the permission to look.
    package var openFiles: Int?

    package init(processID: Int32, mostFiles: Int, openFiles: Int? = nil) {
        self.processID = processID
        self.mostFiles = mostFiles
        self.openFiles = openFiles
    }
}
