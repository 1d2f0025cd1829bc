/// What the error says that a client of PgBouncer got: whose no it is.
package enum CanaryRefusal: Equatable, Sendable {
    /// PgBouncer has as many clients as this key of its ini file allows.
    case clientLimit(String)
    /// It has waited for a server connection for as long as `query_wait_timeout` allows.
    case queue
    /// The server lets PgBouncer in no more.
    case server

    private static let limits = ["max_client_conn", "max_user_client_connections", "max_db_client_connections"]
    /// PgBouncer's own words for logins at the server that fail (`server_login_retry` stands in the first), and for
    /// those that break.
    private static let words = [
        "server login has been failing", "cannot connect to server", "server login failed", "server conn crashed",
    ]

    /// - Parameters:
    ///   - message: PgBouncer's words, or the server's that it has passed on.
    ///   - sqlState: of the appendix A.
    /// - Returns: nil where it is PgBouncer's own refusal, or another.
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
