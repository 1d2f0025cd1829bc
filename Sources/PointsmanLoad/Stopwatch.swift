import Glibc
package import PointsmanCore
package import PointsmanScenarios

/// The clock of one run: moments count from its start.
package struct Stopwatch: Sendable {
    private let start = ContinuousClock.now
    /// The run's start in nanoseconds since 1970.
    package let began: Int64 = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }()

    package init() {}

    package var now: Instant { Instant(nanoseconds: 0) + (ContinuousClock.now - start) }
    /// The same moment in the time of histories.
    package var moment: VirtualTime { VirtualTime(ContinuousClock.now - start) }
}
