/// What a number of sessions or transactions came to. What was begun either succeeded or failed.
package struct LoadFigures: Equatable, Sendable {
    package var begun = 0
    package var failed = 0
    package var times: [Duration] = []
    /// For how long it was measured.
    package var span: Duration = .zero
    /// The first failure, in the server's, the pooler's or the system's words.
    package var failure: String?
    /// Why it was not tried.
    package var omission: String?

    package init(
        begun: Int = 0, failed: Int = 0, times: [Duration] = [], span: Duration = .zero, omission: String? = nil
    ) {
        self.begun = begun
        self.failed = failed
        self.times = times
        self.span = span
        self.omission = omission
    }

    package var succeeded: Int { times.count }
    package var percentiles: Percentiles? { Percentiles(times) }

    /// Nil where nothing was measured.
    package var perSecond: Double? {
        let seconds = span / .seconds(1)
        return seconds > 0 && !times.isEmpty ? Double(times.count) / seconds : nil
    }

    package mutating func add(_ other: LoadFigures) {
        begun += other.begun
        failed += other.failed
        times += other.times
        span += other.span
        failure = failure ?? other.failure
        omission = omission ?? other.omission
    }
}

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
