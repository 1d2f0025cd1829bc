package import PointsmanCore

/// What the primary has told.
package struct ServerFacts: Equatable, Sendable {
    /// The way it was asked: "direct", or "through the pooler" where that was the only one.
    package var way: String
    package var version: Int
    /// Of all databases.
    package var connections: Int
    package var mostConnections: Int
    package var reservedConnections: Int
    /// Which kind of secret a new password becomes.
    package var passwordEncryption: String
    package var idleInTransactionTimeout: String
    /// Whether our role may see what other roles do (`pg_monitor`, or `pg_read_all_stats` alone).
    package var seesOthers: Bool
    package var roles: [RoleState]
    /// Whom commits wait for; nil where the server doesn't tell.
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
