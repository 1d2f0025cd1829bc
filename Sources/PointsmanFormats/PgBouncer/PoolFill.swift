package import PointsmanCore

/// Server connections of PgBouncer's of which none is left for a pool.
package struct PoolFill: Equatable, Sendable {
    package let limit: Fullness.Limit
    /// With the figures.
    package let sentence: String

    /// - Parameters:
    ///   - pools: all that PgBouncer has.
    ///   - userLimit: `max_user_connections`; 0 is none.
    /// - Returns: nil where one is free, or may still be opened.
    package init?(_ pool: PoolRow, _ database: DatabaseRow, pools: [PoolRow] = [], userLimit: Int = 0) {
        guard pool.serversIdle == 0 else { return nil }
        let users = pools.filter { $0.user == pool.user }.map(\.servers).reduce(0, +)
        if let most = database.poolSize, most > 0, pool.serversActive >= most {
            limit = .pool
            sentence =
                "the pool of \(pool.database) is full: \(pool.serversActive) of \(most) server connections are in use, "
                + "and clients wait (pool_size)"
        } else if database.maxConnections > 0, database.currentConnections >= database.maxConnections {
            limit = .database
            sentence =
                "the pools of \(pool.database) are full: \(database.currentConnections) of \(database.maxConnections) "
                + "server connections are in use, and clients wait (max_db_connections)"
        } else if userLimit > 0, users >= userLimit {
            limit = .user
            sentence =
                "the pools of the role \(pool.user) are full: \(users) of \(userLimit) server connections are in use, "
                + "and clients wait (max_user_connections)"
        } else {
            return nil
        }
    }
}
