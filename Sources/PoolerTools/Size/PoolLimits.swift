import PointsmanFormats

/// The limits of one PgBouncer's server connections (pgbouncer.ini(5), "Generic settings"); as in PgBouncer, 0 means no
/// limit for some.
package struct PoolLimits: Equatable, Sendable {
    package var pool: Int
    package var reserve: Int
    package var database: Int
    package var user: Int

    package init(pool: Int, reserve: Int, database: Int = 0, user: Int = 0) {
        self.pool = pool
        self.reserve = reserve
        self.database = database
        self.user = user
    }

    /// Takes the limits by their keys; nil if there is no pool size.
    package init?(_ value: (_ key: String) -> String?) {
        func number(_ key: String) -> Int? { value(key).flatMap { Int($0) } }
        guard let pool = number("default_pool_size") else { return nil }
        self.init(
            pool: pool, reserve: number("reserve_pool_size") ?? 0, database: number("max_db_connections") ?? 0,
            user: number("max_user_connections") ?? 0)
    }

    /// The most connections that pools of `databases` names may open for one user on one server that all of them lead
    /// to.
    package func most(databases: Int) -> Int {
        let each = [pool + reserve, database].filter { $0 > 0 }.min() ?? 0
        return [each * databases, user].filter { $0 > 0 }.min() ?? 0
    }

    /// The largest limits with which `databases` pools open no more than `room`; a sixth is the reserve, as in the
    /// guide. Nil if there is no room for all of them.
    package static func fitting(_ room: Int, databases: Int) -> PoolLimits? {
        let each = room / databases
        guard each > 0 else { return nil }
        let reserve = each / 6
        return PoolLimits(pool: each - reserve, reserve: reserve, database: each, user: each * databases)
    }

    package var keys: [(key: String, value: Int)] {
        [
            ("default_pool_size", pool), ("reserve_pool_size", reserve), ("max_db_connections", database),
            ("max_user_connections", user),
        ]
    }
}

/// The connections that a server has for the fleet.
package struct ServerRoom: Equatable, Sendable {
    /// `max_connections`.
    package var connections: Int
    /// `superuser_reserved_connections`, and `reserved_connections` from PostgreSQL 16 on.
    package var reserved: Int
    /// The limit of the role or of the database, the lower one; nil for none.
    package var limit: Int?
    /// The number of other roles' sessions at the moment.
    package var others: Int

    package init(connections: Int, reserved: Int = 3, limit: Int? = nil, others: Int = 0) {
        self.connections = connections
        self.reserved = reserved
        self.limit = limit
        self.others = others
    }

    /// The connections for ordinary roles.
    package var available: Int { max(0, connections - reserved) }

    /// The connections for the app's role.
    package var room: Int { max(0, min(available - others, limit ?? .max)) }
}

/// The three tiers of the guide (PoolingGuide.md). They are for one PgBouncer in front of the database, not for one
/// beside each instance.
package enum GuideTier: String, CaseIterable, Sendable {
    case conservative, moderate, aggressive

    package init(instances: Int) {
        self = instances <= 10 ? .conservative : instances <= 50 ? .moderate : .aggressive
    }

    package var limits: (pool: Int, database: Int) {
        switch self {
        case .conservative: (50, 100)
        case .moderate: (100, 200)
        case .aggressive: (200, 400)
        }
    }

    package var instances: String {
        switch self {
        case .conservative: "2-10"
        case .moderate: "10-50"
        case .aggressive: "50+"
        }
    }
}
