package import PointsmanCore

/// A row of PgBouncer's SHOW DATABASES. Columns are read by name: releases insert new ones.
package struct DatabaseRow: Equatable, Sendable {
    package var name: String
    /// Nil for the console's own database.
    package var host: String?
    package var port: UInt16?
    /// The database's name on the server.
    package var database: String
    /// The most server connections of each of its pools; nil if the row does not tell.
    package var poolSize: Int?
    package var currentConnections: Int
    /// The most server connections of all of its pools; 0 is no limit.
    package var maxConnections: Int
    package var isPaused: Bool
    package var isDisabled: Bool

    /// - Returns: nil if the row lacks a column that every release since 1.18 has.
    package init?(row value: (String) -> String?) {
        guard let name = value("name"), let database = value("database"), let paused = value("paused"),
            let disabled = value("disabled")
        else { return nil }
        self.name = name
        host = value("host")
        port = value("port").flatMap(UInt16.init)
        self.database = database
        poolSize = value("pool_size").flatMap { Int($0) }
        currentConnections = value("current_connections").flatMap { Int($0) } ?? 0
        maxConnections = value("max_connections").flatMap { Int($0) } ?? 0
        isPaused = paused != "0"
        isDisabled = disabled != "0"
    }

    /// The row of a database that leads to a name, with the address that the name stands for.
    package func located(by hosts: [String: IPAddress]) -> DatabaseRow {
        guard let host, let address = hosts[host] else { return self }
        var row = self
        row.host = address.description
        return row
    }

    /// Whether it has a server, by a name or an address; a path is our target of a name without one.
    package var leadsSomewhere: Bool { host.map { !$0.isEmpty && !$0.hasPrefix("/") } ?? false }

    /// The member that it leads to; nil if it has no address.
    package var member: MemberID? {
        guard let port, let address = host.flatMap({ IPAddress($0) }) else { return nil }
        return MemberID(address: address, port: port)
    }
}
