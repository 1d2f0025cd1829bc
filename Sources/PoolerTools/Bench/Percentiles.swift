/// Percentiles of many measurements by nearest rank: each is one of the measurements, none is made up between two.
package struct Percentiles: Equatable, Sendable {
    package let p50: Duration
    package let p95: Duration
    package let p99: Duration

    /// Nil for none.
    package init?(_ durations: [Duration]) {
        guard !durations.isEmpty else { return nil }
        let sorted = durations.sorted()
        p50 = sorted[Self.index(50, of: sorted.count)]
        p95 = sorted[Self.index(95, of: sorted.count)]
        p99 = sorted[Self.index(99, of: sorted.count)]
    }

    /// The smallest measurement that at least `percent` percent are not above; counted from zero.
    static func index(_ percent: Int, of count: Int) -> Int {
        max(1, (count * percent + 99) / 100) - 1
    }
}
