import PointsmanCore
import Testing

@Suite("A pool's share of the primary's connections")
struct PoolShareTests {
    private static func policy(_ budget: ConnectionBudget?) -> Policy {
        var policy = Policy()
        policy.fleetConnections = budget
        return policy
    }

    /// One of three members is a primary with 197 connections for ordinary roles.
    private static func settled(_ budget: ConnectionBudget? = .percent(60)) -> ScriptedShell {
        var shell = ScriptedShell.settled(policy: policy(budget))
        see(&shell)
        return shell
    }

    private static func see(_ shell: inout ScriptedShell, connections: Int? = 197) {
        var report = primary()
        report.connections = connections
        shell.see(iad, report)
    }

    /// Lets time pass and probes come in, and does what is asked for.
    private static func pass(_ shell: inout ScriptedShell, seconds: Int) {
        for _ in 0..<seconds {
            shell.pass(.seconds(1))
            see(&shell)
            shell.see(fra, standby(of: iad))
            shell.see(ams, standby(of: iad, started: 3))
            while !shell.pending.isEmpty { shell.finish() }
        }
    }

    private static func share(_ shell: ScriptedShell) -> Int? { shell.status?.setting?.share }

    @Test("pools are left alone if no share is configured")
    func off() {
        var shell = Self.settled(nil)
        shell.send(.fleet(20))
        Self.pass(&shell, seconds: 20)
        #expect(shell.status?.setting != nil)
        #expect(Self.share(shell) == nil)
    }

    @Test("a joining instance begins with the least share and grows after all have heard of it")
    func joins() {
        var shell = Self.settled()
        #expect(Self.share(shell) == PoolShare.least)
        shell.send(.fleet(2))
        Self.pass(&shell, seconds: 9)
        #expect(Self.share(shell) == PoolShare.least)
        Self.pass(&shell, seconds: 2)
        // 60 % of 197 are 118; each of the two opens one for its probe.
        #expect(Self.share(shell) == 58)
    }

    @Test("an instance of which DNS names several addresses counts once in the fleet")
    func severalAddresses() {
        var share = PoolShare(Self.policy(.connections(100)))
        let named = [1, 2, 3, 4].map { IPAddress.v4($0) }
        share.take(FleetPlaces(named, own: [.v4(0), .v4(3), .v4(1), .v4(9), .v4(3)]))
        #expect(share.fleet == 3)
    }

    @Test(
        "an instance that DNS does not name yet counts in the fleet",
        arguments: [
            ([1, 2, 3], [3], 3), ([1, 2, 3], [4], 4), ([1, 2, 3], [], 3), ([], [], 1), ([], [4], 1),
        ] as [([UInt32], [UInt32], Int)])
    func unnamed(named: [UInt32], own: [UInt32], count: Int) {
        var share = PoolShare(Self.policy(.connections(100)))
        share.take(FleetPlaces(named.map { .v4($0) }, own: own.map { .v4($0) }))
        #expect(share.fleet == count)
    }

    @Test("a pool's share shrinks at once and leaves the instance ready")
    func shrinks() {
        var shell = Self.settled()
        shell.send(.fleet(2))
        Self.pass(&shell, seconds: 11)
        shell.send(.fleet(20))
        var setting = setting(iad, reads: fra)
        setting.share = 4
        #expect(shell.operations == [.set(setting)])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a pool's share grows only to the least that was right while it waited")
    func growsLate() {
        var shell = Self.settled()
        shell.send(.fleet(20))
        Self.pass(&shell, seconds: 11)
        #expect(Self.share(shell) == 4)
        shell.send(.fleet(2))
        Self.pass(&shell, seconds: 5)
        shell.send(.fleet(4))
        Self.pass(&shell, seconds: 2)
        shell.send(.fleet(2))
        Self.pass(&shell, seconds: 4)
        #expect(Self.share(shell) == 28)
        Self.pass(&shell, seconds: 12)
        #expect(Self.share(shell) == 58)
    }

    @Test("a fleet larger than the budget leaves each instance the least share")
    func crowded() {
        var shell = Self.settled()
        shell.send(.fleet(500))
        Self.pass(&shell, seconds: 11)
        #expect(Self.share(shell) == PoolShare.least)
    }

    @Test("a pool's share shrinks even while the write route is contested")
    func contested() {
        var shell = Self.settled()
        shell.send(.fleet(2))
        Self.pass(&shell, seconds: 11)
        shell.see(ams, primary(timeline: 4, started: 9))
        #expect(shell.status?.verdict.rule == .contested)
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.fleet(20))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(Self.share(shell) == 4)
    }

    @Test("an instance begins with the share of the pooler that it adopts")
    func adopted() {
        var shell = ScriptedShell(policy: Self.policy(.percent(60)))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad, share: 28)))
        shell.send(.discovery(.members([Member(id: iad)])))
        Self.see(&shell)
        while !shell.pending.isEmpty { shell.finish() }
        #expect(Self.share(shell) == 28)
        shell.send(.fleet(4))
        #expect(Self.share(shell) == 28)
        shell.send(.fleet(20))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(Self.share(shell) == 4)
    }

    @Test(
        "the connection budget is a number or a percentage of the server's ordinary connections",
        arguments: [
            (.percent(50), 97, 48), (.percent(50), nil, nil), (.connections(80), nil, 80), (.connections(80), 40, 40),
        ] as [(ConnectionBudget, Int?, Int?)])
    func budget(budget: ConnectionBudget, available: Int?, connections: Int?) {
        #expect(budget.connections(of: available) == connections)
    }
}
