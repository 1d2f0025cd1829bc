package import PointsmanCore

/// The shell's monotonic clock as the core's ``Instant``: nanoseconds since the agent started.
package struct AgentClock: Sendable {
    private let origin = ContinuousClock.now

    package init() {}

    package var now: Instant { instant(at: .now) }

    package func instant(at moment: ContinuousClock.Instant) -> Instant {
        Instant(nanoseconds: 0) + (moment - origin)
    }

    package func moment(of instant: Instant) -> ContinuousClock.Instant {
        origin + .nanoseconds(instant.nanoseconds)
    }
}
