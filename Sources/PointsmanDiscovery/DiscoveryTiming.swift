import PointsmanCore

/// The pace at which DNS is asked, and its time limits.
package struct DiscoveryTiming: Sendable {
    /// The time limit for one question, with all its repetitions.
    package var questionTimeout: Duration = .seconds(2)
    /// The bounds of the pause between two rounds, whatever the lifetime of the answers is: Fly's is 5 s.
    package var pauses: ClosedRange<Duration> = .seconds(1) ... .seconds(30)
    /// The pause after a round that failed.
    package var pauseAfterFailure: Duration = .seconds(1)
    /// The most questions under way at the same time.
    package var mostAtOnce = 32
    /// The most steps of a dialect.
    package var mostSteps = 40
    /// The pause if the members come from files, which have no lifetime.
    package var pauseWithoutLifetime: Duration = .seconds(5)

    package init() {}

    /// The pause after `result`; nil means for ever, since no question was asked.
    func pause(after result: DiscoveryResult, timeToLive: Duration?, asked: Bool) -> Duration? {
        guard asked else { return nil }
        if case .members = result {} else { return pauseAfterFailure }
        let lifetime = timeToLive ?? pauseWithoutLifetime
        return min(max(lifetime, pauses.lowerBound), pauses.upperBound)
    }
}
