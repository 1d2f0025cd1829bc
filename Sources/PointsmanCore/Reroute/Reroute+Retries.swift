extension Reroute {
    /// What has failed, and when it is tried again.
    struct Retries: Equatable, Sendable {
        /// The last step that failed, until one succeeds.
        private(set) var reason: String?
        private(set) var isPauseFailing = false
        private var inARow = 0
        /// Nil where nothing waits.
        var moment: Instant?

        /// From a step that failed to its next attempt: twice as long each time, up to the last.
        private static let intervals: [Duration] = [20, 40, 80, 160, 320, 640, 1_000].map { .milliseconds($0) }

        func isDue(at moment: Instant) -> Bool {
            self.moment.map { $0 <= moment } ?? true
        }

        mutating func take(_ reason: String, isPause: Bool = false, at moment: Instant) {
            self.reason = reason
            if isPause { isPauseFailing = true }
            self.moment = moment + Self.intervals[min(inARow, Self.intervals.count - 1)]
            inARow += 1
        }

        /// A step has succeeded.
        mutating func end() {
            reason = nil
            isPauseFailing = false
            inARow = 0
        }
    }
}
