/// The limit of a hold should this process stop acting: a guard process beside it lets the clients go then.
extension Reroute {
    /// How much later than a hold's own end the limit is: the time that this process takes to end a hold.
    static let grace = Duration.seconds(1)
    /// The longest time it takes to cut what a PAUSE waits for, if each way is tried in turn.
    package static let longestSevering = Duration.seconds(8)

    /// When the guard lets clients go; nil while this agent keeps none waiting. It leaves time to drain and to cut, so
    /// that no reroute is ended half-way.
    package func limit(policy: Policy) -> Instant? {
        if let wait = state.wait {
            let ends = [
                wait.first + policy.holdTimeout, termsSince, wait.sent.map { $0 + policy.drainTimeout },
                wait.severed.map { $0 + Self.longestSevering },
            ]
            return ends.compactMap(\.self).max().map { $0 + Self.grace }
        }
        // Pre-routed clients wait at a server that accepts no login yet, although none is paused; so do unserved ones.
        guard waitsPreRouted || isUnserved, let stopped = state.stopped else { return nil }
        return [stopped + policy.holdTimeout, termsSince].compactMap(\.self).max().map { $0 + Self.grace }
    }
}
