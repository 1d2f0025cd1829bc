import PointsmanCore

/// A reroute, and the last step that it has begun.
struct RerouteSteps {
    static let iadRoute = RerouteGoal.route(setting(iad, reads: fra))
    static let fraRoute = RerouteGoal.route(setting(fra, timeline: 4, reads: fra))

    var reroute = Reroute()
    var counter = OperationCounter()
    var moment = Instant(nanoseconds: 0)
    var begun: OperationID?

    /// - Parameter pooler: what is found at the start; nil is nothing.
    init(_ pooler: PoolerState? = .up(holdsWrites: false)) {
        if let pooler { reroute.take(pooler, at: moment) }
    }

    /// One whose pooler leads to `iad`, confirmed.
    static func routed() -> RerouteSteps {
        var steps = RerouteSteps()
        for _ in 0..<2 {
            _ = steps.advance(to: iadRoute)
            steps.finish()
        }
        return steps
    }

    mutating func advance(to goal: RerouteGoal, abandoned: Bool = false) -> Operation? {
        let step = reroute.advance(
            to: goal, reaching: primary().identity, abandoned: abandoned, policy: Policy(), at: moment,
            counter: &counter)
        begun = step?.id ?? begun
        return step?.operation
    }

    mutating func finish(_ outcome: Outcome = .done) {
        if let begun { reroute.finish(begun, outcome, at: moment) }
    }

    mutating func pass(_ milliseconds: Int64) {
        moment = moment + .milliseconds(milliseconds)
    }
}
