package import PointsmanScenarios

/// Runs seeds, and says what came of them.
package enum Simulation {
    /// What one run came to.
    package struct Result: Equatable, Sendable {
        package let seed: UInt64
        /// Events that conductors handled.
        package let events: UInt64
        package let hash: TraceHash
        package let violation: Violation?
        package let acknowledged: Int
    }

    /// What came of a drill in the model.
    package struct Played: Sendable {
        package let history: History
        package let judgements: [Judgement]
        /// What the scenario expects and the history does not show, and what the checkers found broken.
        package let faults: [String]
    }

    /// Plays a drill, and judges it as the lab's runs are judged.
    package static func play(_ scenario: Scenario, trace: ((String) -> Void)? = nil) -> Played {
        let world = World(WorldPlan(playing: scenario))
        defer { world.dissolve() }
        if let trace {
            world.trace = { [unowned world] line in trace("\(world.now) \(line)") }
        }
        var history = History(agents: 1, policy: world.plan.policy)
        world.listener = { fact, moment in history.add(fact, at: moment) }
        world.run()
        let judgements = history.judgements
        let faults = (world.director?.faults ?? []) + scenario.expectation.faults(in: history) + judgements.faults
        return Played(history: history, judgements: judgements, faults: faults)
    }

    /// Runs one plan to its end, or to the first violation.
    /// - Parameter trace: gets a readable line for whatever happens.
    package static func run(_ plan: WorldPlan, trace: ((String) -> Void)? = nil) -> Result {
        let world = World(plan)
        defer { world.dissolve() }
        if let trace {
            world.trace = { [unowned world] line in trace("\(world.now) \(line)") }
        }
        world.run()
        return Result(
            seed: plan.seed, events: world.events, hash: world.hash, violation: world.checkers.violation,
            acknowledged: world.poolers.reduce(0) { $0 + $1.writes.acknowledged })
    }
}
