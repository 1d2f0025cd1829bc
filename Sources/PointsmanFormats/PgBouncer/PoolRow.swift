/// A row of PgBouncer's SHOW POOLS: one for each database and user.
package struct PoolRow: Equatable, Sendable {
    package var database: String
    package var user: String
    package var clientsActive: Int
    package var clientsWaiting: Int
    package var serversActive: Int
    package var serversIdle: Int
    package var serversUsed: Int
    package var serversTested: Int
    package var serversLogin: Int
    /// How long the first client in the queue has waited.
    package var longestWait: Duration

    /// All its server connections, including those that are logging in.
    package var servers: Int { serversActive + serversIdle + serversUsed + serversTested + serversLogin }

    /// Whether it has a server connection that clients may get.
    package var hasServers: Bool { serversActive + serversIdle + serversUsed + serversTested > 0 }

    /// - Returns: nil if the row lacks a column that every release since 1.18 has, or a count is negative.
    package init?(row value: (String) -> String?) {
        func count(_ column: String) -> Int? { value(column).flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 } }
        guard let database = value("database"), let user = value("user"), let clientsActive = count("cl_active"),
            let clientsWaiting = count("cl_waiting"), let serversActive = count("sv_active"),
            let serversIdle = count("sv_idle"), let serversUsed = count("sv_used"),
            let serversTested = count("sv_tested"), let serversLogin = count("sv_login"),
            let waitSeconds = value("maxwait").flatMap(Int32.init)
        else { return nil }
        self.database = database
        self.user = user
        self.clientsActive = clientsActive
        self.clientsWaiting = clientsWaiting
        self.serversActive = serversActive
        self.serversIdle = serversIdle
        self.serversUsed = serversUsed
        self.serversTested = serversTested
        self.serversLogin = serversLogin
        // If the clock was set back, the wait would be negative.
        longestWait = max(
            .zero, .seconds(waitSeconds) + .microseconds(value("maxwait_us").flatMap(Int32.init) ?? 0))
    }
}
