/// How often a member has misbehaved lately, and for how long it is left alone therefore.
struct Misdeeds: Equatable, Sendable {
    private var count = 0
    private var latest: Instant?

    /// Misdeeds count for this long: longer than the longest pause, so that a member that goes on is not forgiven meanwhile.
    private static let memory = Duration.seconds(180)
    private static let firstPause = Duration.seconds(5)
    /// While writes have a confirmed home.
    private static let longestPause = Duration.seconds(60)

    /// - Parameter isCostly: whether it had us compute until the time was over: then no chance cut is at work.
    mutating func add(isCostly: Bool = false, at moment: Instant) {
        if let latest, moment - latest >= Self.memory { count = 0 }
        count += isCostly && count == 0 ? 2 : 1
        latest = moment
    }

    /// From the latest misdeed to the next probe: none after the first, which may be a cut in the network, unless
    /// it was costly; then 5 s, doubling
    /// to a minute. While writes look for a home it stays at 5 s, since any member may be it.
    func pause(isCalm: Bool) -> Duration {
        guard count > 1 else { return .zero }
        let doublings = min(count - 2, 4)
        return min(Self.firstPause * (1 << doublings), isCalm ? Self.longestPause : Self.firstPause)
    }
}
