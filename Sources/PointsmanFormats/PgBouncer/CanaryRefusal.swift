/// The meaning of an error that a client of PgBouncer got.
package enum CanaryRefusal: Equatable, Sendable {
    /// PgBouncer has as many clients as this key of its ini file allows.
    case clientLimit(String)
    /// The client has waited for a server connection as long as `query_wait_timeout` allows.
    case queue
    /// The server accepts no more connections of PgBouncer's.
    case server

    private static let limits = ["max_client_conn", "max_user_client_connections", "max_db_client_connections"]
    /// PgBouncer's words for logins at the server that fail (the first message appears during `server_login_retry`),
    /// and for broken ones.
    private static let words = [
        "server login has been failing", "cannot connect to server", "server login failed", "server conn crashed",
    ]

    /// - Parameters:
    ///   - message: PgBouncer's message, or the server's that it has passed on.
    ///   - sqlState: the code of appendix A; nil if there is none.
    /// - Returns: nil if PgBouncer itself refused for another reason, or the meaning is not known.
    package init?(_ message: String, sqlState: String?) {
        if let limit = Self.limits.first(where: { message.contains($0) }) {
            self = .clientLimit(limit)
        } else if message.contains("query_wait_timeout") {
            self = .queue
        } else if Self.words.contains(where: { message.contains($0) })
            || sqlState.map({ $0.hasPrefix("53") || $0.hasPrefix("57P") }) == true
        {
            self = .server
        } else {
            return nil
        }
    }
}
