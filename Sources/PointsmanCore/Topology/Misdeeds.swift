/// How often a member has misbehaved lately, and for how long it is left alone because of that.
struct Misdeeds: Codable, Equatable, Sendable {
    private var count = 0
    private var latest: Instant?

    /// How long misdeeds count: longer than the longest pause, so that a member that goes on is not forgiven meanwhile.
    private static let memory = Duration.seconds(180)
    private static let firstPause = Duration.seconds(5)
    /// The longest pause while writes have a confirmed route.
    private static let longestPause = Duration.seconds(60)

    /// - Parameter isCostly: whether it made the agent compute until the time limit: that is no accidental cut.
    mutating func add(isCostly: Bool = false, at moment: Instant) {
        if let latest, moment - latest >= Self.memory { count = 0 }
        count += isCostly && count == 0 ? 2 : 1
        latest = moment
    }

    /// The time from the latest misdeed to the next probe: zero after the first one, which may be a cut in the network,
    /// unless it was costly; then 5 s, doubling up to a minute. It stays at 5 s while writes look for a primary, since
    /// any member may be it.
    func pause(isCalm: Bool) -> Duration {
        guard count > 1 else { return .zero }
        let doublings = min(count - 2, 4)
        return min(Self.firstPause * (1 << doublings), isCalm ? Self.longestPause : Self.firstPause)
    }
}
