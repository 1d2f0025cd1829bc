import PointsmanCore
import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("The simulated world")
struct WorldTests {
    private func world(
        _ kind: FaultKind, span: VirtualTime = .seconds(3), begin: VirtualTime = .seconds(5), variant: Int = 0,
        policy: Policy = Policy(), writers: Int = 1, cutting: CuttingWay = .sockets
    ) -> World {
        let fault = PlannedFault(kind: kind, begin: begin, span: span, pick: 0, variant: variant)
        let world = World(WorldPlan(quiet: 2, policy: policy, faults: [fault], writers: writers, cutting: cutting))
        world.begin()
        return world
    }

    @Test(
        "agents drop clients that wait on a hung primary only if they cannot cut single connections",
        arguments: CuttingWay.allCases)
    func cutting(way: CuttingWay) {
        let world = world(.hangPrimary, span: .seconds(12), writers: 8, cutting: way)
        defer { world.dissolve() }
        world.run(until: .seconds(14))
        #expect(world.checkers.violation == nil)
        #expect(world.poolersAgree(on: 1) || world.poolersAgree(on: 2))
        #expect((world.dropped == 0) == (way != .pooler))
    }

    @Test(
        "writes go to a server that the fence refuses only after the operator accepts it",
        arguments: [(.upgrade, 0), (.restore, 0), (.newAddress, 3)] as [(FaultKind, Int)], 0..<4)
    func word(kind: (FaultKind, Int), variant: Int) {
        let world = world(kind.0, variant: variant)
        defer { world.dissolve() }
        world.run(until: .milliseconds(4_900))
        #expect(world.poolersAgree(on: 0))
        world.run(until: .milliseconds(7_900))
        #expect(!world.poolersAgree(on: kind.1))
        world.run(until: .seconds(13))
        #expect(world.poolersAgree(on: kind.1))
        #expect(world.checkers.violation == nil)
    }

    @Test(
        "writes stay on the primary if a standby misbehaves, and return to a primary that misbehaved",
        arguments: [0, 1])
    func misbehaving(variant: Int) {
        let world = world(.misbehave, span: .seconds(12), variant: variant)
        defer { world.dissolve() }
        world.run(until: .seconds(15))
        #expect(world.poolersAgree(on: 0) == (variant == 1))
        world.run(until: .seconds(24))
        #expect(world.poolersAgree(on: 0))
        #expect(world.checkers.violation == nil)
    }

    @Test("an agent that alone misses the primary becomes not ready even if the primary's disk is full")
    func fullDisk() {
        let faults = [
            PlannedFault(kind: .fullDisk, begin: .seconds(4), span: .seconds(30), pick: 0, variant: 0),
            PlannedFault(kind: .partitionAgent, begin: .seconds(6), span: .seconds(20), pick: 0, variant: 0),
        ]
        let world = World(WorldPlan(quiet: 2, faults: faults))
        defer { world.dissolve() }
        var isReady = [false, false]
        world.listener = { fact, _ in if case .spoke(let agent, let ready, _) = fact { isReady[agent] = ready } }
        world.begin()
        world.run(until: .seconds(12))
        #expect(world.checkers.violation == nil)
        #expect(isReady == [false, true])
    }

    @Test(
        "promoted standbys announce their promotion within milliseconds, however rarely they are probed",
        arguments: 0..<10)
    func promotion(turn: Int64) {
        for kind in [FaultKind.crashPrimary, .promoteBeside] {
            var policy = Policy()
            policy.burstInterval = .milliseconds(150)
            let world = world(kind, span: .seconds(12), begin: .milliseconds(5_000 + turn * 37), policy: policy)
            defer { world.dissolve() }
            var moment = VirtualTime.seconds(5)
            var promoted: VirtualTime?
            while promoted == nil, moment < .seconds(10) {
                moment = moment + .milliseconds(1)
                world.run(until: moment)
                if world.isPrimary(1) || world.isPrimary(2) { promoted = moment }
            }
            world.run(until: moment + .milliseconds(kind == .crashPrimary ? 5 : 25))
            let server = world.isPrimary(1) ? 1 : 2
            #expect(promoted != nil && world.isKnownPrimary(server, to: 0) && world.isKnownPrimary(server, to: 1))
        }
    }
}
