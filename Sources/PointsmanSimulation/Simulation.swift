package import PointsmanScenarios

/// Runs seeds and gives their results.
package enum Simulation {
    /// The result of one run.
    package struct Result: Equatable, Sendable {
        package let seed: UInt64
        /// The number of events that conductors handled.
        package let events: UInt64
        package let hash: TraceHash
        package let violation: Violation?
        package let acknowledged: Int
    }

    /// The result of a drill in the model.
    package struct Played: Sendable {
        package let history: History
        package let judgements: [Judgement]
        /// The expectations of the scenario that the history does not meet, and the violations that the checkers found.
        package let faults: [String]
    }

    /// Plays a drill, and judges it as the lab's runs are judged.
    package static func play(
        _ scenario: Scenario, trace: ((String) -> Void)? = nil, recorder: ((ConductorCall) -> Void)? = nil
    ) -> Played {
        let world = World(WorldPlan(playing: scenario))
        defer { world.dissolve() }
        world.recorder = recorder
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

    /// Runs one plan to its end or to the first violation.
    /// - Parameters:
    ///   - trace: gets a readable line for each thing that happens.
    ///   - recorder: gets what goes through the conductors.
    package static func run(
        _ plan: WorldPlan, trace: ((String) -> Void)? = nil, recorder: ((ConductorCall) -> Void)? = nil
    ) -> Result {
        let world = World(plan)
        defer { world.dissolve() }
        world.recorder = recorder
        if let trace {
            world.trace = { [unowned world] line in trace("\(world.now) \(line)") }
        }
        world.run()
        return Result(
            seed: plan.seed, events: world.events, hash: world.hash, violation: world.checkers.violation,
            acknowledged: world.poolers.reduce(0) { $0 + $1.writes.acknowledged })
    }
}
