import PointsmanCore

/// The clock of one run: moments count from its start.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    var now: Instant { Instant(nanoseconds: 0) + (ContinuousClock.now - start) }
}
