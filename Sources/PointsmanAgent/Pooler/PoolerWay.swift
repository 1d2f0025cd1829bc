/// How PgBouncer is reached, in libpq's keywords.
struct PoolerWay: Sendable {
    /// Its console.
    var console: [(keyword: String, value: String)]
    /// Its database for writes, as the app's role.
    var app: [(keyword: String, value: String)]
}
