/// PgBouncer's counts for a pool (SHOW STATS), which end with the pool.
struct PoolTotals: Equatable {
    /// The number of the pool.
    var pool: UInt32 = 0
    var statements: UInt64 = 0
}
