/// What PgBouncer has counted of a pool (SHOW STATS): it is forgotten with the pool.
struct PoolTotals: Equatable {
    /// Counts the pools that there have been.
    var pool: UInt32 = 0
    var statements: UInt64 = 0
}
