package import PointsmanCore

/// A pool that has no free server connection left.
package struct PoolFill: Equatable, Sendable {
    package let limit: Fullness.Limit
    /// A sentence with the figures.
    package let sentence: String

    /// - Parameters:
    ///   - pools: all pools of PgBouncer.
    ///   - userLimit: `max_user_connections`; 0 is no limit.
    /// - Returns: nil if a connection is free, or may still be opened.
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
