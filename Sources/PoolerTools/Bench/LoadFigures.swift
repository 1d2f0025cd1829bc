/// The result of a number of sessions or transactions. Each that was begun has either succeeded or failed.
package struct LoadFigures: Equatable, Sendable {
    package var begun = 0
    package var failed = 0
    package var times: [Duration] = []
    /// How long the measurement took.
    package var span: Duration = .zero
    /// The first failure, in the words of the server, the pooler or the system; nil if there was none.
    package var failure: String?
    /// Why it was not tried; nil if it was.
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

    /// The successes per second; nil if nothing was measured.
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

    /// Adds what others have done at the same time.
    package mutating func addMeanwhile(_ other: LoadFigures) {
        let longest = max(span, other.span)
        add(other)
        span = longest
    }
}

/// Percentiles by nearest rank: each is one of the measurements, and none is interpolated.
package struct Percentiles: Equatable, Sendable {
    package let p50: Duration
    package let p95: Duration
    package let p99: Duration

    /// Nil if there are no measurements.
    package init?(_ durations: [Duration]) {
        guard !durations.isEmpty else { return nil }
        let sorted = durations.sorted()
        p50 = sorted[Self.index(50, of: sorted.count)]
        p95 = sorted[Self.index(95, of: sorted.count)]
        p99 = sorted[Self.index(99, of: sorted.count)]
    }

    /// The index, from zero, of the smallest measurement that at least `percent` percent do not exceed.
    static func index(_ percent: Int, of count: Int) -> Int {
        max(1, (count * percent + 99) / 100) - 1
    }
}
