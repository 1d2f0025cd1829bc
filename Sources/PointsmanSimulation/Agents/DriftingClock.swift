import PointsmanCore
import PointsmanScenarios

/// An agent's monotonic clock. It begins anywhere, and runs a little too fast or too slow.
struct DriftingClock {
    let offset: Int64
    /// The parts in a million by which it is fast.
    let drift: Int64

    func instant(at moment: VirtualTime) -> Instant {
        Instant(nanoseconds: offset + moment.nanoseconds + moment.nanoseconds / 1_000_000 * drift)
    }

    /// The first moment of the world at which this clock shows at least `instant`.
    func moment(of instant: Instant) -> VirtualTime {
        let shown = instant.nanoseconds - offset
        var moment = VirtualTime(nanoseconds: shown - shown / (1_000_000 + drift) * drift)
        while self.instant(at: moment) < instant { moment.nanoseconds += 1_000 }
        return moment
    }
}
