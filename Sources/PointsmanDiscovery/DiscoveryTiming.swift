import PointsmanCore

/// How often and how patiently DNS is asked.
package struct DiscoveryTiming: Sendable {
    /// For one question, with all its repetitions.
    package var questionTimeout: Duration = .seconds(2)
    /// From one round to the next whatever lifetime the answers have: Fly's is 5 s.
    package var pauses: ClosedRange<Duration> = .seconds(1) ... .seconds(30)
    /// From a round that failed to the next.
    package var pauseAfterFailure: Duration = .seconds(1)
    /// Questions under way at the same time.
    package var mostAtOnce = 32
    /// Turns that a dialect may take.
    package var mostSteps = 40
    /// From one look to the next at files that say who the members are, without a lifetime.
    package var pauseWithoutLifetime: Duration = .seconds(5)

    package init() {}

    /// How long to wait after `result`; nil, for good, where nobody needed to be asked.
    func pause(after result: DiscoveryResult, timeToLive: Duration?, asked: Bool) -> Duration? {
        guard asked else { return nil }
        if case .members = result {} else { return pauseAfterFailure }
        let lifetime = timeToLive ?? pauseWithoutLifetime
        return min(max(lifetime, pauses.lowerBound), pauses.upperBound)
    }
}
