import PointsmanCore

/// What the one file says that PgBouncer includes; nil is a name that leads nowhere.
struct PoolerFile: Equatable {
    var writes: WriteRoute?
    var reads: MemberID?
}
