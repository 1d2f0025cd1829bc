/// A pool of PgBouncer's of which every server connection is in use.
package struct PoolFill: Equatable, Sendable {
    package let sentence: String

    /// - Returns: nil where one is free, or may still be opened.
    package init?(_ pool: ShownPool, _ database: ShownDatabase) {
        guard pool.serversIdle == 0, pool.serversActive > 0 else { return nil }
        if let most = database.poolSize, most > 0, pool.serversActive >= most {
            sentence =
                "the pool of \(pool.database) is full: \(pool.serversActive) of \(most) server connections are in use, "
                + "and clients wait (pool_size)"
        } else if database.maxConnections > 0, database.currentConnections >= database.maxConnections {
            sentence =
                "the pools of \(pool.database) are full: \(database.currentConnections) of \(database.maxConnections) "
                + "server connections are in use, and clients wait (max_db_connections)"
        } else {
            return nil
        }
    }
}
