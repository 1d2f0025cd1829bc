import Glibc
import PointsmanCore
import PointsmanScenarios

/// The clock of one run: moments count from its start.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now
    /// The run's start in nanoseconds since 1970.
    let began: Int64 = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }()

    var now: Instant { Instant(nanoseconds: 0) + (ContinuousClock.now - start) }
    /// The same moment in the time of histories.
    var moment: VirtualTime { VirtualTime(ContinuousClock.now - start) }
}
