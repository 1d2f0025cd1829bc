/// Whether clients wait, and for how long they may should this process not act any more: a guard beside it lets them go then.
extension Reroute {
    /// Whether a client's round trip has failed where it leads, at a server that lets no client in: clients wait in logins.
    var isUnserved: Bool { if case .unserved = state { true } else { false } }

    /// Whether clients are held or turned away, or wait in logins to where they were pre-routed.
    var hasClientsWait: Bool { state.hold != .none || waitsPreRouted }

    /// Whether clients wait in logins to where they were pre-routed, and none is paused.
    var waitsPreRouted: Bool { route.isPreRouted && state.isOpen }

    /// How much later than a hold's own end the limit is: what that end takes where this process does act.
    static let grace = Duration.seconds(1)
    /// The longest time it takes to cut what a PAUSE waits for, if each way is tried in turn.
    package static let longestSevering = Duration.seconds(8)

    /// When the guard lets clients go; nil while none waits by our doing. It leaves time to drain and to cut, so that no
    /// reroute that is under way is ended half-way; and it counts from the first PAUSE and the first cut of a hold, however often
    /// they are repeated.
    package func limit(policy: Policy) -> Instant? {
        if let wait = state.wait {
            let ends = [
                wait.first + max(policy.holdTimeout, policy.drainTimeout), termsSince,
                wait.severed.map { $0 + Self.longestSevering },
            ]
            return ends.compactMap(\.self).max().map { $0 + Self.grace }
        }
        // Pre-routed clients wait at a server that accepts no login yet, although none is paused; so do unserved ones.
        guard waitsPreRouted || isUnserved, let stopped = state.stopped else { return nil }
        return [stopped + policy.holdTimeout, termsSince].compactMap(\.self).max().map { $0 + Self.grace }
    }
}
