package import PointsmanCore

/// The facts from the primary.
package struct ServerFacts: Equatable, Sendable {
    /// The way it was asked: "direct", or "through the pooler" if only that worked.
    package var way: String
    package var version: Int
    /// The number of sessions in all databases.
    package var connections: Int
    package var mostConnections: Int
    package var reservedConnections: Int
    /// The kind of secret that a new password becomes.
    package var passwordEncryption: String
    package var idleInTransactionTimeout: String
    /// Whether our role may see what other roles do (`pg_monitor`, or only `pg_read_all_stats`).
    package var seesOthers: Bool
    package var roles: [RoleState]
    /// The standbys that commits wait for; nil if the server doesn't tell.
    package var standbys: SynchronousStandbys?

    package init(
        way: String = "direct", version: Int = 150_000, connections: Int = 10, mostConnections: Int = 100,
        reservedConnections: Int = 3, passwordEncryption: String = "scram-sha-256",
        idleInTransactionTimeout: String = "0", seesOthers: Bool = true, roles: [RoleState] = [],
        standbys: SynchronousStandbys? = SynchronousStandbys(setting: "", connected: [])
    ) {
        self.way = way
        self.version = version
        self.connections = connections
        self.mostConnections = mostConnections
        self.reservedConnections = reservedConnections
        self.passwordEncryption = passwordEncryption
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.seesOthers = seesOthers
        self.roles = roles
        self.standbys = standbys
    }

    package func role(_ name: String) -> RoleState? {
        roles.first { $0.name == name }
    }
}

/// A row of pg_roles.
package struct RoleState: Equatable, Sendable {
    package var name: String
    package var canLogIn: Bool
    /// The role's connection limit; -1 is none.
    package var mostConnections: Int
    /// How long its password is still valid; negative if it has expired, nil if it never does.
    package var passwordLasts: Duration?

    package init(name: String, canLogIn: Bool = true, mostConnections: Int = -1, passwordLasts: Duration? = nil) {
        self.name = name
        self.canLogIn = canLogIn
        self.mostConnections = mostConnections
        self.passwordLasts = passwordLasts
    }
}

/// The server's sessions at one moment.
package struct ActivitySample: Equatable, Sendable {
    package var sessions: [SessionState]
    /// The number of advisory locks in this database, by the process that holds them.
    package var advisoryLocks: [Int: Int]
    /// The number of temporary tables in this database, of all sessions.
    package var temporaryTables: Int

    package init(sessions: [SessionState], advisoryLocks: [Int: Int] = [:], temporaryTables: Int = 0) {
        self.sessions = sessions
        self.advisoryLocks = advisoryLocks
        self.temporaryTables = temporaryTables
    }
}
