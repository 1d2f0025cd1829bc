import PointsmanCore

/// The content of the file that PgBouncer includes; nil is a name that leads nowhere.
struct PoolerFile: Equatable {
    var writes: WriteRoute?
    var reads: MemberID?
    /// Whether it names the database for writes at all.
    var namesWrites = true
}
