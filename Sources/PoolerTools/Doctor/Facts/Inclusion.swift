import PointsmanCore

/// How an attached PgBouncer's ini file includes the agent's file of databases.
package struct Inclusion: Equatable, Sendable {
    /// The ini file, as PgBouncer names it or `pooler_ini` does.
    package var ini: String
    /// Whether it has the line that includes the agent's file.
    package var isIncluded: Bool
    /// Whether the agent's file has the database for writes.
    package var hasDatabase: Bool
    /// Where PgBouncer's line `*` leads, with which it makes a database of each name that it has no line for; nil where there is no
    /// such line.
    package var fallback: Fallback?

    /// A line `*`, as its keys say.
    package struct Fallback: Equatable, Sendable {
        /// Nil for a Unix socket.
        package var host: String?
        package var port: UInt16

        package init(host: String?, port: UInt16) {
            self.host = host
            self.port = port
        }

        /// Hosts that are no addresses.
        var names: [String] {
            (host ?? "").split(separator: ",").map(String.init).filter { !$0.hasPrefix("/") && IPAddress($0) == nil }
        }
    }

    package init(ini: String, isIncluded: Bool, hasDatabase: Bool, fallback: Fallback? = nil) {
        self.ini = ini
        self.isIncluded = isIncluded
        self.hasDatabase = hasDatabase
        self.fallback = fallback
    }
}
