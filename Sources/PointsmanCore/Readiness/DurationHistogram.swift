/// The number of events by their duration: Prometheus' histogram with fixed buckets, so that its size is constant.
package struct DurationHistogram: Equatable, Sendable {
    /// The upper bound of each bucket but the last, rising.
    package let bounds: [Duration]
    /// The count of each bucket alone; the last one counts what is above every bound.
    package private(set) var counts: [UInt64]
    package private(set) var sum = Duration.zero

    /// For probes: from the same machine to the other side of the world.
    package static let roundTrips = DurationHistogram(
        bounds: [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000]
            .map { .microseconds($0) })
    /// For clients that wait: from an unnoticeable pause to the longest hold.
    package static let interruptions = DurationHistogram(
        bounds: [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 60_000].map { .milliseconds($0) })

    package init(bounds: [Duration]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package var count: UInt64 { counts.reduce(0, +) }

    package mutating func add(_ duration: Duration) {
        counts[bounds.firstIndex { duration <= $0 } ?? bounds.count] += 1
        sum += duration
    }
}
