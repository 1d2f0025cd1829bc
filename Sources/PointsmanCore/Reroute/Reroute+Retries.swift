extension Reroute {
    /// The steps that have failed, and when the next attempt is due.
    struct Retries: Codable, Equatable, Sendable {
        /// The reason of the last step that failed; nil once one succeeds.
        private(set) var reason: String?
        private(set) var isPauseFailing = false
        private var inARow = 0
        /// How many canaries in a row were the last of those failures.
        private var canaries = 0
        /// When the next attempt is due; nil if none waits.
        var moment: Instant?

        /// The wait from a failed step to its next attempt: twice as long each time, up to the last.
        private static let intervals: [Duration] = [20, 40, 80, 160, 320, 640, 1_000].map { .milliseconds($0) }

        /// The wait between canaries once they have failed for seconds: each may cost a server several logins.
        private static let canaryIntervals: [Duration] = [2, 5].map { .seconds($0) }

        /// Whether the step that failed last was a canary.
        var hasCanaryFailed: Bool { canaries > 0 }

        /// Whether canaries have failed for seconds.
        var isCanaryFailing: Bool { canaries > Self.intervals.count }

        func isDue(at moment: Instant) -> Bool {
            self.moment.map { $0 <= moment } ?? true
        }

        mutating func take(_ reason: String, isPause: Bool = false, isCanary: Bool = false, at moment: Instant) {
            self.reason = reason
            if isPause { isPauseFailing = true }
            canaries = isCanary ? canaries + 1 : 0
            let intervals = Self.intervals + (canaries > Self.intervals.count ? Self.canaryIntervals : [])
            self.moment = moment + intervals[min(inARow, intervals.count - 1)]
            inARow += 1
        }

        /// Notes that a step has succeeded.
        mutating func end() {
            reason = nil
            isPauseFailing = false
            inARow = 0
            canaries = 0
        }
    }
}
