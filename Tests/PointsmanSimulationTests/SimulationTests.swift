import PointsmanCore
import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("The simulation")
struct SimulationTests {
    @Test("the simulation violates no checker in many short runs", arguments: 0..<20)
    func manySeeds(block: UInt64) {
        for seed in block * 50 + 1...block * 50 + 50 {
            let agents = seed.isMultiple(of: 4) ? 2 : 1
            let result = Simulation.run(
                WorldPlan(seed: seed, agents: agents, safety: .seconds(8), endsEarly: true))
            #expect(result.violation == nil, "seed \(seed), \(agents) agents, 8 s")
            #expect(result.acknowledged > 0, "seed \(seed)")
        }
    }

    @Test("the simulation violates no checker in a few long runs with three agents")
    func longSeeds() {
        for seed in UInt64(5_001)...5_020 {
            let result = Simulation.run(WorldPlan(seed: seed, agents: 3))
            #expect(result.violation == nil, "seed \(seed), 3 agents, 30 s")
        }
    }

    @Test("the simulation repeats a run for the same seed and makes another run for another seed")
    func determinism() {
        for seed in UInt64(1)...20 {
            let plan = WorldPlan(seed: seed, agents: 2, safety: .seconds(10), endsEarly: true)
            let result = Simulation.run(plan)
            var lines = 0
            #expect(result == Simulation.run(plan) { _ in lines += 1 })
            #expect(lines > 0)
            let other = WorldPlan(seed: seed + 1_000, agents: 2, safety: .seconds(10), endsEarly: true)
            #expect(result.hash != Simulation.run(other).hash)
        }
    }

    @Test("the simulation's checker L1 reports an agent that never accepts a primary")
    func findsFault() {
        var policy = Policy()
        policy.minTimeline = Timeline(99)
        let result = Simulation.run(WorldPlan(quiet: 1, policy: policy))
        #expect(result.violation?.checker == "L1")
    }

    @Test("simulated agents reroute to one new primary after the old one crashed")
    func crash() {
        let fault = PlannedFault(kind: .crashPrimary, begin: .seconds(5), span: .seconds(12), pick: 0, variant: 0)
        let world = World(WorldPlan(quiet: 3, faults: [fault]))
        defer { world.dissolve() }
        world.begin()
        world.run(until: .milliseconds(4_999))
        #expect(world.poolersAgree(on: 0))
        world.run(until: .milliseconds(7_500))
        #expect(world.checkers.violation == nil)
        #expect(world.poolersAgree(on: 1) || world.poolersAgree(on: 2))
    }

    @Test(
        "agents that cannot set the route turn clients away after the hold, and reroute once they can",
        arguments: [FaultKind.agentDiskFull, .reloadIgnored])
    func turnsAway(kind: FaultKind) {
        var policy = Policy()
        policy.drainTimeout = .seconds(1)
        policy.holdTimeout = .seconds(3)
        let faults = [
            PlannedFault(kind: kind, begin: .seconds(4), span: .seconds(14), pick: 0, variant: 0),
            PlannedFault(kind: .crashPrimary, begin: .seconds(5), span: .seconds(3), pick: 0, variant: 0),
        ]
        let world = World(WorldPlan(quiet: 1, policy: policy, faults: faults))
        defer { world.dissolve() }
        world.begin()
        world.run(until: .milliseconds(9_500))
        #expect(world.checkers.violation == nil)
        #expect(world.poolersTurnAway)
        world.run(until: .milliseconds(19_800))
        #expect(world.checkers.violation == nil)
        #expect(world.poolersAgree(on: 1) || world.poolersAgree(on: 2))
    }

    @Test("the simulation draws each subject's numbers from a generator of its own")
    func subSeeds() {
        var network = Seeds(1).generator(for: .network)
        var workload = Seeds(1).generator(for: .workload)
        var again = Seeds(1).generator(for: .network)
        let draws = (0..<100).map { _ in network.next() }
        #expect(draws != (0..<100).map { _ in workload.next() })
        #expect(draws == (0..<100).map { _ in again.next() })
        #expect(Set(draws).count == 100)
    }

    @Test("the seeded generator draws evenly spread numbers")
    func spread() {
        var generator = SeededGenerator(seed: 7)
        var counts = Array(repeating: 0, count: 10)
        for _ in 0..<10_000 { counts[generator.below(10)] += 1 }
        #expect(counts.allSatisfy { (900...1_100).contains($0) })
    }
}
