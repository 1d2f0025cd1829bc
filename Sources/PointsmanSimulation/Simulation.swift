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
