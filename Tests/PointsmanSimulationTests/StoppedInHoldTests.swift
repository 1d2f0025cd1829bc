import PointsmanCore
import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("Agents that are stopped inside a hold")
struct StoppedInHoldTests {
    /// What came of one seed.
    private struct Run {
        var stops = 0
        var releases = 0
        var violation: Violation?
    }

    private static func run(_ seed: UInt64, limitsHolds: Bool) -> Run {
        let world = World(WorldPlan(seed: seed, agents: 1, endsEarly: true), limitsHolds: limitsHolds)
        defer { world.dissolve() }
        var run = Run()
        var isStopped = false
        world.listener = { fact, _ in
            switch fact {
            case .agentStopped(_, let stops): isStopped = stops
            case .resumed: run.releases += isStopped ? 1 : 0
            default: break
            }
        }
        world.run()
        run.stops = world.stopsInHolds
        run.violation = world.checkers.violation
        return run
    }

    @Test("guards release clients in time if agents stop inside a hold, and only S3 objects if guards have no limit")
    func stoppedInHold() {
        let seeds = (UInt64(1)...600).filter { WorldPlan(seed: $0, agents: 1).stopsInHolds }
        #expect((60...240).contains(seeds.count))
        let runs = seeds.map { Self.run($0, limitsHolds: true) }
        #expect(runs.allSatisfy { $0.violation == nil })
        #expect(runs.reduce(0) { $0 + $1.stops } >= 8)
        #expect(runs.reduce(0) { $0 + $1.releases } >= 5)
        let without = seeds.map { Self.run($0, limitsHolds: false).violation?.checker }
        #expect(without.count { $0 == "S3" } >= 5)
        #expect(without.allSatisfy { $0 == nil || $0 == "S3" })
    }
}
