/// The times by which an HA manager notices that a primary is gone: Patroni's `ttl` and `loop_wait` ("Dynamic Configuration
/// Settings" of its documentation).
package struct ManagerTimes: Equatable, Sendable {
    /// For how long the leader's lock outlasts the leader.
    package let timeToLive: Duration
    /// From one round of each of its agents to the next.
    package let loopWait: Duration

    /// Asking the others (2 s where one is silent) and the promotion itself.
    package static let promotion = Duration.seconds(5)

    package init(timeToLive: Duration, loopWait: Duration) {
        self.timeToLive = timeToLive
        self.loopWait = loopWait
    }

    /// What a promotion may take from the primary's end. Measured with Patroni 4 at its defaults (30 and 10 s): 21 to 26 s.
    package var longest: Duration { timeToLive + loopWait + Self.promotion }

    /// The next hold that outlasts it, in seconds: the default, or more in steps of 10.
    package var fittingHoldSeconds: Int64 { max(60, (longest.components.seconds + 10) / 10 * 10) }

    /// Why clients who are held for `hold` at most fail before a promotion; nil where they don't have to.
    package func objection(to hold: Duration) -> String? {
        guard longest > hold else { return nil }
        let (ttl, wait) = (timeToLive.components.seconds, loopWait.components.seconds)
        return "hold_timeout is \(hold.components.seconds) s, and Patroni may take \(longest.components.seconds) s "
            + "(ttl \(ttl) + loop_wait \(wait) + \(Self.promotion.components.seconds)) to promote: clients fail before"
    }
}
