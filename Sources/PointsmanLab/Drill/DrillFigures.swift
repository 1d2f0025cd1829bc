import PointsmanCore

/// The figures of one run, as DESIGN 7 defines them. Times are milliseconds; those that count from t₁ are nil when the
/// moment never came.
package struct DrillFigures: Sendable, Equatable {
    package let scenario: String
    /// t₁ − t₀: how long there was no primary, which is nobody's doing but PostgreSQL's and the promoter's.
    package let withoutPrimaryMs: Double
    /// The first commit through the pooler − t₁. Negative when a writer was quicker than the 2 ms poll.
    package let rerouteMs: Double?
    /// The last writer's first commit − t₁.
    package let allBackMs: Double?
    /// The longest time that one writer went without a commit.
    package let longestGapMs: Double
    /// Transactions whose server connection died with the primary.
    package let errorsInFlight: Int
    /// Every other failure.
    package let errorsOther: Int
    package let kinds: [String: Int]
    package let ledger: LedgerVerdict

    package init(_ scenario: String, _ history: DrillHistory) {
        self.scenario = scenario
        withoutPrimaryMs = (history.acceptedAt - history.faultAt).milliseconds
        let firsts = Self.firstCommits(history)
        rerouteMs = firsts.values.min().map { ($0 - history.acceptedAt).milliseconds }
        let isComplete = firsts.count == history.writers
        allBackMs = isComplete ? firsts.values.max().map { ($0 - history.acceptedAt).milliseconds } : nil
        longestGapMs = Self.longestGap(history).milliseconds
        let failures = history.attempts.compactMap { attempt in attempt.failure.map { (attempt, $0) } }
        errorsInFlight = failures.count { Self.wasInFlight($0.0, $0.1, history) }
        errorsOther = failures.count - errorsInFlight
        kinds = failures.reduce(into: [:]) { $0[$1.1.kind, default: 0] += 1 }
        ledger = LedgerVerdict(history)
    }

    /// Each writer's first commit by the server that took the first direct write.
    private static func firstCommits(_ history: DrillHistory) -> [Int: Instant] {
        var firsts: [Int: Instant] = [:]
        for attempt in history.attempts where attempt.mark == history.target && attempt.writer < history.writers {
            firsts[attempt.writer] = min(firsts[attempt.writer] ?? attempt.endedAt, attempt.endedAt)
        }
        return firsts
    }

    private static func longestGap(_ history: DrillHistory) -> Duration {
        let end = history.attempts.map(\.endedAt).max() ?? history.acceptedAt
        var previous: [Int: Instant] = [:]
        var longest = Duration.zero
        for attempt in history.attempts where attempt.mark != nil && attempt.writer < history.writers {
            if let last = previous[attempt.writer] { longest = max(longest, attempt.endedAt - last) }
            previous[attempt.writer] = attempt.endedAt
        }
        return previous.values.reduce(longest) { max($0, end - $1) }
    }

    /// Whether the server connection died under a statement that was sent while the old server was there, or at most
    /// ``blink`` later: the pooler has not seen the end of the connection before.
    private static func wasInFlight(_ attempt: Attempt, _ failure: Failure, _ history: DrillHistory) -> Bool {
        failure.isCutLink && attempt.sentAt <= history.goneAt + blink && attempt.sentAt < history.acceptedAt
            && attempt.endedAt >= history.faultAt
    }

    private static let blink = Duration.milliseconds(50)
}
