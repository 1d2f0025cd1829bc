/// How long clients may wait should this process not act any more: a guard beside it lets them go then.
extension Reroute {
    /// The moments of a hold that the guard's limit is counted from; nil where there is none.
    struct PauseTimes: Equatable, Sendable {
        /// When clients were paused first, or found so.
        private(set) var first: Instant?
        /// When the last PAUSE was sent.
        private(set) var last: Instant?
        /// When it was begun to cut what that one waits for.
        var severed: Instant?

        mutating func send(at moment: Instant) {
            first = first ?? moment
            last = moment
            severed = nil
        }

        mutating func find(at moment: Instant) {
            first = first ?? moment
        }
    }

    /// How much later than a hold's own end the limit is: what that end takes where this process does act.
    static let grace = Duration.seconds(1)
    /// What it takes at most to cut what a PAUSE waits for, each way tried in turn.
    package static let longestSevering = Duration.seconds(8)

    /// When the guard lets clients go; nil while none waits by our doing. It leaves time to drain and to cut, so that no
    /// reroute that is under way is ended half-way.
    package func limit(policy: Policy) -> Instant? {
        if hold.since != nil, let first = times.first {
            let ends = [
                first + policy.holdTimeout, termsSince, times.last.map { $0 + policy.drainTimeout },
                times.severed.map { $0 + Self.longestSevering },
            ]
            return ends.compactMap(\.self).max().map { $0 + Self.grace }
        }
        // Who was led ahead waits at a server that lets nobody in yet, though nobody is paused; so does who is not served.
        guard isAhead || isUnserved, hold == .none, !isRefusing, let heldSince else { return nil }
        return [heldSince + policy.holdTimeout, termsSince].compactMap(\.self).max().map { $0 + Self.grace }
    }
}
