/// Owns whether this instance has shown that it can serve, and since when it fails to do what the rules ask: such a
/// fault is this instance's own.
package struct OwnFault: Codable, Equatable, Sendable {
    package enum Proof: Codable, Equatable, Sendable {
        /// No canary has confirmed a route since the agent started.
        case none
        /// A canary has confirmed a route, but PgBouncer was lost since.
        case outdated
        case given
    }

    package private(set) var proof = Proof.none
    /// The moment since which something that the rules ask for here is not done; nil if all is.
    private var since: Instant?
    /// Whether the fault has lasted for `suspectAfter` and a step keeps failing.
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
            // What failed before the primary was lost fails still, until a step succeeds.
            || (hasLasted && reroute.failure != nil && !isConfirmed && !isHeldByOperator)
        since = isUndone ? since ?? moment : nil
        hasLasted =
            since.map { moment - $0 >= policy.suspectAfter } == true && (reroute.failure != nil || isRuledOut)
    }

    package func nextDeadline(policy: Policy) -> Instant? {
        since.map { $0 + policy.suspectAfter }
    }
}
