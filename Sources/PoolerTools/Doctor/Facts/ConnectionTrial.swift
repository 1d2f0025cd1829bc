/// The same short session held several times, one after the other: dial and log in, ask `select 1`, ask it again.
package struct ConnectionTrial: Equatable, Sendable {
    package struct Timing: Equatable, Sendable {
        /// The dial, TLS and the login.
        package let connect: Duration
        /// Through a pooler in transaction mode this is where a server connection is found or made.
        package let firstAnswer: Duration
        package let nextAnswer: Duration

        package init(connect: Duration, firstAnswer: Duration, nextAnswer: Duration) {
            self.connect = connect
            self.firstAnswer = firstAnswer
            self.nextAnswer = nextAnswer
        }
    }

    /// Of those that succeeded.
    package var timings: [Timing] = []
    /// Why one did not, after which none was tried; the server's or the pooler's words.
    package var failure: String?

    package init(timings: [Timing] = [], failure: String? = nil) {
        self.timings = timings
        self.failure = failure
    }

    package func spread(of part: KeyPath<Timing, Duration>) -> Spread? {
        Spread(timings.map { $0[keyPath: part] })
    }
}

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
