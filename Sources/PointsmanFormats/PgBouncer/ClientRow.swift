/// A row of PgBouncer's SHOW CLIENTS: one a client, as far as it can be ended by KILL_CLIENT.
package struct ClientRow: Equatable, Sendable {
    package var database: String
    /// What KILL_CLIENT takes.
    package var id: UInt64
    /// The server connection that it has, by ``ServerRow/pointer``; nil while it has none.
    package var server: String?
    /// Whether it waits for one.
    package var isWaiting: Bool
    /// How long it has waited; zero while it waits to be let in.
    package var wait: Duration

    /// - Returns: nil where the row lacks a column: `id` came with 1.24.
    package init?(row value: (String) -> String?) {
        guard let database = value("database"), let id = value("id").flatMap(UInt64.init), let link = value("link")
        else { return nil }
        self.database = database
        self.id = id
        server = link.isEmpty ? nil : link
        isWaiting = value("state")?.hasPrefix("waiting") ?? false
        func count(_ column: String) -> Int32 { value(column).flatMap(Int32.init).map { max(0, $0) } ?? 0 }
        wait = .seconds(count("wait")) + .microseconds(count("wait_us"))
    }
}
