import PointsmanCore

/// The comparison of a fleet's pools with the primary's connections, and the limits that would fit.
///
/// Each instance has a PgBouncer of its own, so the primary sees the pools of all of them, and each agent's probe; both
/// names, for writes and for reads, may lead there.
package struct Sizing: Equatable, Sendable {
    package let instances: Int
    /// The number of names in each PgBouncer: one for writes, and one for reads if there is one.
    package let databases: Int
    package let limits: PoolLimits
    package let server: ServerRoom

    package init(instances: Int, databases: Int, limits: PoolLimits, server: ServerRoom) {
        self.instances = max(1, instances)
        self.databases = databases
        self.limits = limits
        self.server = server
    }

    /// The most connections of one instance.
    package var each: Int { limits.most(databases: databases) + PoolShare.own }
    package var needed: Int { instances * each }
    /// The connections that are left; negative if there are too few.
    package var left: Int { server.room - needed }
    package var fits: Bool { left >= 0 }

    /// The total by the guide's formula, which counts one reserve for all.
    package var guideTotal: Int { instances * limits.pool + limits.reserve }
    package var tier: GuideTier { GuideTier(instances: instances) }

    /// The largest limits with which all fit; nil if none do.
    package var fitting: PoolLimits? {
        PoolLimits.fitting(server.room / instances - PoolShare.own, databases: databases)
    }

    /// The `max_connections` that the present limits need.
    package var connectionsNeeded: Int { needed + server.others + server.reserved }

    /// The `fleet_connections` in percent. It leaves room for as many further instances to join at one moment, each
    /// with one connection for each pool and its probe. Nil if even that does not fit.
    package var sharePercent: Int? {
        guard server.available > 0 else { return nil }
        let whole = min(server.available, server.limit ?? .max)
        let joining = instances * (databases + PoolShare.own)
        let percent = (min(server.room, whole) - joining) * 100 / whole
        return percent * whole / 100 / instances > databases ? percent : nil
    }
}
