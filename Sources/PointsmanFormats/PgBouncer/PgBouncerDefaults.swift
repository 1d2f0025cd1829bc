/// The settings of a rendered pgbouncer.ini that apply if the operator sets none.
package enum PgBouncerDefaults {
    /// The connections that a pool keeps open in advance.
    static let leastOpen = 10

    /// The pool's sizes and times from the guide (PoolingGuide.md#standalone-pgbouncer).
    package static let pool: [(key: String, value: String)] = [
        ("auth_type", "md5"), ("pool_mode", "transaction"), ("max_client_conn", "1000"), ("default_pool_size", "50"),
        ("min_pool_size", "\(leastOpen)"), ("reserve_pool_size", "10"), ("reserve_pool_timeout", "3"),
        ("max_db_connections", "100"), ("max_user_connections", "100"), ("server_lifetime", "3600"),
        ("server_idle_timeout", "600"),
    ]

    /// The settings that newer releases have: prepared statements of the protocol, which most drivers use unasked, work in
    /// transaction mode too. 200 is PgBouncer's own default from 1.24 on; before it is 0.
    static func pool(since release: PgBouncerVersion?) -> [(key: String, value: String)] {
        guard let release, release >= .carriesPrepared else { return [] }
        return [(preparedStatements, "200")]
    }

    /// The key of which a file of ours tells that its PgBouncer carries prepared statements.
    package static let preparedStatements = "max_prepared_statements"

    /// The settings that following a primary needs.
    package static let following: [(key: String, value: String)] = [
        // PgBouncer's default of 15 s would outlast many outages.
        ("server_login_retry", "0.02"),
        // Longer than the fence waits for a promotion.
        ("server_connect_timeout", "10"),
        // A server whose packets are lost is noticed within seconds instead of hours.
        ("tcp_user_timeout", "10000"), ("tcp_keepalive", "1"), ("tcp_keepidle", "10"), ("tcp_keepintvl", "5"),
        ("tcp_keepcnt", "3"),
        // Many drivers send it, and it does not harm a pool.
        ("ignore_startup_parameters", "extra_float_digits"),
        // Two lines for each client would hide the important ones.
        ("log_connections", "0"), ("log_disconnections", "0"), ("log_stats", "0"),
    ]
}
