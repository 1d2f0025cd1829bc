import PointsmanCore

/// Whether a fleet's pools fit into what the primary has, and which would.
///
/// Each instance has a PgBouncer of its own, so the primary sees all their pools, and what each agent opens for its probe; both
/// names, for writes and for reads, may lead there.
package struct Sizing: Equatable, Sendable {
    package let instances: Int
    /// Names in each PgBouncer: one for writes, one for reads where there is one.
    package let databases: Int
    package let limits: PoolLimits
    package let server: ServerRoom

    package init(instances: Int, databases: Int, limits: PoolLimits, server: ServerRoom) {
        self.instances = max(1, instances)
        self.databases = databases
        self.limits = limits
        self.server = server
    }

    /// At most, of one instance.
    package var each: Int { limits.most(databases: databases) + PoolShare.own }
    package var needed: Int { instances * each }
    /// Negative where it is too much.
    package var left: Int { server.room - needed }
    package var fits: Bool { left >= 0 }

    /// The guide's formula, which counts one reserve for all.
    package var guideTotal: Int { instances * limits.pool + limits.reserve }
    package var tier: GuideTier { GuideTier(instances: instances) }

    /// The largest limits with which all fits; nil where no size does.
    package var fitting: PoolLimits? {
        PoolLimits.fitting(server.room / instances - PoolShare.own, databases: databases)
    }

    /// `max_connections` with which the limits as they are would do.
    package var connectionsNeeded: Int { needed + server.others + server.reserved }

    /// `fleet_connections` in percent: leaves room for as many instances again that join at the same moment, each with one
    /// connection a pool and its probe. Nil where even that does not fit.
    package var sharePercent: Int? {
        guard server.available > 0 else { return nil }
        let whole = min(server.available, server.limit ?? .max)
        let joining = instances * (databases + PoolShare.own)
        let percent = (min(server.room, whole) - joining) * 100 / whole
        return percent * whole / 100 / instances > databases ? percent : nil
    }
}
