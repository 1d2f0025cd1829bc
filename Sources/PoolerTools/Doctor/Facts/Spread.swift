/// Several measurements of one thing.
package struct Spread: Equatable, Sendable {
    package let least: Duration
    package let median: Duration
    package let most: Duration

    /// Nil for none.
    package init?(_ durations: [Duration]) {
        let sorted = durations.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        least = first
        median = sorted[sorted.count / 2]
        most = last
    }

    /// `1.2 ms (0.9 to 3.4)`.
    package var text: String { "\(median.inMilliseconds) ms (\(least.inMilliseconds) to \(most.inMilliseconds))" }
}
