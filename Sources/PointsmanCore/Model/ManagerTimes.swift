/// The times that decide when an HA manager notices the loss of a primary: Patroni's `ttl` and `loop_wait` ("Dynamic
/// Configuration Settings" of its documentation).
package struct ManagerTimes: Codable, Equatable, Sendable {
    /// How long the leader's lock outlives the leader.
    package let timeToLive: Duration
    /// The time from one round of each of its agents to the next.
    package let loopWait: Duration

    /// The time for asking the other agents (2 s if one is silent) and for the promotion itself.
    package static let promotion = Duration.seconds(5)

    package init(timeToLive: Duration, loopWait: Duration) {
        self.timeToLive = timeToLive
        self.loopWait = loopWait
    }

    /// The longest time from the primary's end to a promotion. Measured with Patroni 4 at its defaults (30 and 10 s):
    /// 21 to 26 s.
    package var longest: Duration { timeToLive + loopWait + Self.promotion }

    /// A hold in seconds that outlasts ``longest``: the default of 60, or more in steps of 10.
    package var fittingHoldSeconds: Int64 { max(60, (longest.components.seconds + 10) / 10 * 10) }

    /// Why clients that are held for `hold` may fail before a promotion; nil if `hold` is long enough.
    package func objection(to hold: Duration) -> String? {
        guard longest > hold else { return nil }
        let (ttl, wait) = (timeToLive.components.seconds, loopWait.components.seconds)
        return "hold_timeout is \(hold.components.seconds) s, and Patroni may take \(longest.components.seconds) s "
            + "(ttl \(ttl) + loop_wait \(wait) + \(Self.promotion.components.seconds)) to promote: clients fail before"
    }
}
