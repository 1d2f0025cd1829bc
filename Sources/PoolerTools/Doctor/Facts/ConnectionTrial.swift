/// A short session that is repeated several times, one after the other: connect and log in, ask `select 1`, ask it
/// again.
package struct ConnectionTrial: Equatable, Sendable {
    package struct Timing: Equatable, Sendable {
        /// The time for connecting, TLS and the login.
        package let connect: Duration
        /// The time to the first answer, in which a pooler in transaction mode finds or makes a server connection.
        package let firstAnswer: Duration
        package let nextAnswer: Duration

        package init(connect: Duration, firstAnswer: Duration, nextAnswer: Duration) {
            self.connect = connect
            self.firstAnswer = firstAnswer
            self.nextAnswer = nextAnswer
        }
    }

    /// The timings of the sessions that succeeded.
    package var timings: [Timing] = []
    /// Why a session failed, in the words of the server or the pooler; no further one was tried. Nil if none failed.
    package var failure: String?

    package init(timings: [Timing] = [], failure: String? = nil) {
        self.timings = timings
        self.failure = failure
    }

    package func spread(of part: KeyPath<Timing, Duration>) -> Spread? {
        Spread(timings.map { $0[keyPath: part] })
    }
}

extension Gathered<ConnectionTrial> {
    /// Several trials as one: all sessions, and the first failure.
    static func all(_ trials: [Gathered]) -> Gathered {
        let seen = trials.compactMap(\.value)
        guard !seen.isEmpty else { return trials.first ?? .unasked }
        return .seen(
            ConnectionTrial(timings: seen.flatMap(\.timings), failure: seen.lazy.compactMap(\.failure).first))
    }
}

/// The range and the median of several measurements.
package struct Spread: Equatable, Sendable {
    package let least: Duration
    package let median: Duration
    package let most: Duration

    /// Nil if there are no measurements.
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
