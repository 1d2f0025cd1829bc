/// Owns whether this instance has shown that it can serve, and since when it fails to do what the rules say: then the fault
/// is its own, and no other instance's.
package struct OwnFault: Equatable, Sendable {
    package enum Proof: Equatable, Sendable {
        /// No canary has confirmed a route since the agent started.
        case none
        /// One has, and PgBouncer was lost since.
        case outdated
        case given
    }

    package private(set) var proof = Proof.none
    /// Since when the rules ask for something here that is not done; nil where all is.
    private var since: Instant?
    /// Whether it has lasted, and a step keeps failing.
    package private(set) var hasLasted = false

    package init() {}

    package mutating func take(_ pooler: PoolerState) {
        if !pooler.isUp, proof == .given { proof = .outdated }
    }

    /// - Parameters:
    ///   - isConfirmed: whether a canary has confirmed the route that the rules want.
    ///   - isRuledOut: whether the pooler leads to a server that must not be written to.
    mutating func follow(
        _ verdict: WriteVerdict, isConfirmed: Bool, isRuledOut: Bool, isHeldByOperator: Bool, reroute: Reroute,
        policy: Policy, at moment: Instant
    ) {
        if isConfirmed, reroute.hold == .none { proof = .given }
        let isHeld = reroute.hold.since != nil
        let isUndone =
            (verdict.target != nil && !isConfirmed && !isHeldByOperator) || (verdict.action == .hold && !isHeld)
            || (isRuledOut && !isHeld)
        since = isUndone ? since ?? moment : nil
        hasLasted =
            since.map { moment - $0 >= policy.suspectAfter } == true && (reroute.failure != nil || isRuledOut)
    }

    package func nextDeadline(policy: Policy) -> Instant? {
        since.map { $0 + policy.suspectAfter }
    }
}
