import PointsmanCore
import PoolerTools
import Testing

@Suite("The sizing of the pools")
struct SizingTests {
    @Test(
        "the server connections of one PgBouncer are bounded by each of its limits",
        arguments: [
            (PoolLimits(pool: 50, reserve: 10), 1, 60), (PoolLimits(pool: 50, reserve: 10), 2, 120),
            (PoolLimits(pool: 50, reserve: 10, database: 55), 2, 110),
            (PoolLimits(pool: 50, reserve: 10, database: 100, user: 100), 2, 100),
            (PoolLimits(pool: 0, reserve: 0, database: 0, user: 0), 2, 0),
        ])
    func most(limits: PoolLimits, databases: Int, connections: Int) {
        #expect(limits.most(databases: databases) == connections)
    }

    @Test("pool limits are read from their keys, and there are none without a pool size")
    func keys() {
        let values = ["default_pool_size": "20", "reserve_pool_size": "5", "max_user_connections": "40"]
        #expect(PoolLimits { values[$0] } == PoolLimits(pool: 20, reserve: 5, database: 0, user: 40))
        #expect(PoolLimits { $0 == "default_pool_size" ? "many" : nil } == nil)
    }

    @Test(
        "the advised pool limits fit, and a connection more for each pool would not",
        arguments: [2, 3, 7, 20, 60], [1, 2])
    func fitting(instances: Int, databases: Int) throws {
        let server = ServerRoom(connections: 200, others: 11)
        let guide = PoolLimits(pool: 50, reserve: 10, database: 100, user: 100)
        let limits = try #require(
            Sizing(instances: instances, databases: databases, limits: guide, server: server).fitting)
        let fitted = Sizing(instances: instances, databases: databases, limits: limits, server: server)
        #expect(fitted.fits)
        // Not merely smaller: a connection more for each pool would not do.
        #expect(fitted.left < instances * databases)
        #expect(limits.pool + limits.reserve == limits.database)
    }

    @Test("sizing says that no pool size fits, and how many connections the server would need")
    func crowded() {
        let sizing = Sizing(
            instances: 100, databases: 2, limits: PoolLimits(pool: 5, reserve: 0), server: ServerRoom(connections: 200))
        #expect(!sizing.fits)
        #expect(sizing.fitting == nil && sizing.sharePercent == nil)
        let enough = Sizing(
            instances: 100, databases: 2, limits: sizing.limits,
            server: ServerRoom(connections: sizing.connectionsNeeded))
        #expect(enough.left == 0)
    }

    @Test("the server's room is the narrower of its own limit and the role's or database's limit")
    func limit() {
        #expect(ServerRoom(connections: 100, reserved: 3, limit: 40, others: 10).room == 40)
        #expect(ServerRoom(connections: 100, reserved: 3, limit: 90, others: 10).room == 87)
        #expect(ServerRoom(connections: 5, reserved: 3, others: 10).room == 0)
    }

    @Test(
        "the advised fleet share leaves room for as many instances again that join at once",
        arguments: [1, 2, 20], [1, 2])
    func share(instances: Int, databases: Int) throws {
        let server = ServerRoom(connections: 200, others: 9)
        let sizing = Sizing(
            instances: instances, databases: databases, limits: PoolLimits(pool: 50, reserve: 10), server: server)
        let percent = try #require(sizing.sharePercent)
        let budget = server.available * percent / 100
        #expect(budget + instances * (databases + PoolShare.own) <= server.room)
        #expect(budget / instances > databases)
    }

    @Test(
        "the sizing guide's tier follows from the number of instances",
        arguments: [(2, "conservative"), (10, "conservative"), (11, "moderate"), (51, "aggressive")])
    func tiers(instances: Int, name: String) {
        #expect(GuideTier(instances: instances).rawValue == name)
    }

    @Test("the sizing report says how much is too much and what it would set")
    func report() {
        let sizing = Sizing(
            instances: 20, databases: 2, limits: PoolLimits(pool: 50, reserve: 10, database: 100, user: 100),
            server: ServerRoom(connections: 200))
        let text = SizeReport(sizing, origins: .init(instances: "a", limits: "b", server: "c")).text
        #expect(text.contains("too much by 1823"))
        #expect(text.contains("default_pool_size = 4, reserve_pool_size = 0, max_db_connections = 4"))
        #expect(text.contains("max_connections = 2023"))
        #expect(text.contains("20 × 50 + 10 = 1010"))
        #expect(text.contains("fleet_connections = 69%"))
    }
}
