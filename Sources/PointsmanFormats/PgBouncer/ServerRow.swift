package import PointsmanCore

/// A row of PgBouncer's SHOW SERVERS: one for each server connection.
package struct ServerRow: Equatable, Sendable {
    package var database: String
    package var server: MemberID
    /// PgBouncer's own end of the connection.
    package var local: MemberID
    /// The pointer that SHOW CLIENTS has in its column `link` for the client of this connection.
    package var pointer: String
    /// Whether it is logged in, so that a client may get it.
    package var isLoggedIn: Bool
    /// Whether it is closed as soon as it is free: its server or its fence is no longer the one in the file.
    package var isToBeClosed: Bool

    /// - Returns: nil for a connection over a Unix socket, or if the row lacks a column that every release since 1.18
    ///   has.
    package init?(row value: (String) -> String?) {
        func place(_ address: String, _ port: String) -> MemberID? {
            guard let address = value(address).flatMap({ IPAddress($0) }), let port = value(port).flatMap(UInt16.init)
            else { return nil }
            return MemberID(address: address, port: port)
        }
        guard let database = value("database"), let server = place("addr", "port"),
            let local = place("local_addr", "local_port"), let pointer = value("ptr"), let state = value("state"),
            let closing = value("close_needed")
        else { return nil }
        self.database = database
        self.server = server
        self.local = local
        self.pointer = pointer
        isLoggedIn = ["active", "idle", "used", "tested"].contains(state)
        isToBeClosed = closing != "0"
    }
}
