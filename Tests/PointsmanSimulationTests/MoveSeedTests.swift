import PointsmanCore
import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("Seeds with planned moves")
struct MoveSeedTests {
    @Test("simulated seeds with planned moves prepare at least 20 of them and violate no checker")
    func seeds() {
        var (asked, prepared) = (0, 0)
        for seed in UInt64(1)...25 {
            let world = World(WorldPlan(seed: seed, agents: 3, endsEarly: true, plansMoves: true))
            defer { world.dissolve() }
            world.listener = { fact, _ in
                switch fact {
                case .moveAsked: asked += 1
                case .movePrepared: prepared += 1
                default: break
                }
            }
            world.run()
            #expect(world.checkers.violation == nil, "seed \(seed)")
        }
        #expect(asked >= 50 && prepared >= 20, "\(asked) asked, \(prepared) prepared")
    }
}
