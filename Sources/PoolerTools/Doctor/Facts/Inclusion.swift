import PointsmanCore

/// The way in which an attached PgBouncer's ini file includes the agent's file of databases.
package struct Inclusion: Equatable, Sendable {
    /// The ini file, named by PgBouncer or by `pooler_ini`.
    package var ini: String
    /// Whether a line of it includes the agent's file.
    package var isIncluded: Bool
    /// Whether the agent's file has the database for writes.
    package var hasDatabase: Bool
    /// The target of PgBouncer's line `*`, from which it makes a database for each name without a line of its own; nil
    /// if there is no such line.
    package var fallback: Fallback?
    /// The databases that its own lines name.
    package var others: [String] = []

    /// The target of a line `*`, by its keys.
    package struct Fallback: Equatable, Sendable {
        /// The host; nil for a Unix socket.
        package var host: String?
        package var port: UInt16

        package init(host: String?, port: UInt16) {
            self.host = host
            self.port = port
        }

        /// The hosts that are names.
        var names: [String] {
            (host ?? "").split(separator: ",").map(String.init).filter { !$0.hasPrefix("/") && IPAddress($0) == nil }
        }
    }

    package init(ini: String, isIncluded: Bool, hasDatabase: Bool, fallback: Fallback? = nil, others: [String] = []) {
        self.others = others
        self.ini = ini
        self.isIncluded = isIncluded
        self.hasDatabase = hasDatabase
        self.fallback = fallback
    }
}
