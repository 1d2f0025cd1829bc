import PointsmanCore
package import PointsmanLoad
import PointsmanScenarios

/// The figures of one run, as deploy/local/README.md defines them. Times are in milliseconds; those that count from t₁
/// are nil if that moment never came, or was never to come. If writes move several times, the worst time counts.
package struct DrillFigures: Sendable, Equatable {
    package let scenario: String
    /// t₁ − t₀: how long there was no primary, which depends only on PostgreSQL and the promotion.
    package let withoutPrimaryMs: Double?
    /// The time from t₀ until the drill began to promote a server, in place of an HA manager; of the last move.
    package let detectionMs: Double?
    /// The time from then to t₁; of the last move.
    package let promotionMs: Double?
    /// The time from t₁ to the first commit through the pooler. Negative if a writer was quicker than the 2 ms poll.
    package let rerouteMs: Double?
    /// The time from t₁ to the last writer's first commit.
    package let allBackMs: Double?
    /// The longest time in which one writer had no commit.
    package let longestGapMs: Double
    /// Transactions whose server connection died with the primary.
    package let errorsInFlight: Int
    /// Every other failure.
    package let errorsOther: Int
    /// When the first and the last of those came, counted from the first fault; nil if there were none.
    package let othersFromMs: Double?
    package let othersToMs: Double?
    package let kinds: [String: Int]
    /// The SQLSTATEs of the other failures; `-----` for those without one.
    package let otherStates: [String]
    package let ledger: LedgerVerdict

    package init(_ scenario: String, _ history: DrillHistory) {
        self.scenario = scenario
        let moves = history.moves
        let firsts = moves.map { Self.firstCommits(in: $0, history) }
        withoutPrimaryMs = moves.map { ($0.acceptedAt - $0.faultAt).milliseconds }.max()
        detectionMs = moves.last.map { ($0.since - $0.faultAt).milliseconds }
        promotionMs = moves.last.map { ($0.acceptedAt - $0.since).milliseconds }
        rerouteMs = Self.worst(zip(moves, firsts).map { move, firsts in firsts.min().map { $0 - move.acceptedAt } })
        allBackMs = Self.worst(
            zip(moves, firsts).map { move, firsts in
                firsts.count == history.writers ? firsts.max().map { $0 - move.acceptedAt } : nil
            })
        longestGapMs = WriterGaps.longest(history.attempts, writers: history.writers).milliseconds
        let failures = history.attempts.compactMap { attempt in attempt.failure.map { (attempt, $0) } }
        let others = failures.filter { !Self.wasInFlight($0.0, $0.1, history) }
        errorsInFlight = failures.count - others.count
        errorsOther = others.count
        let fault = moves.first?.faultAt ?? history.attempts.first?.sentAt
        let moments = others.compactMap { other in fault.map { (other.0.endedAt - $0).milliseconds } }
        othersFromMs = moments.min()
        othersToMs = moments.max()
        otherStates = Set(others.map { $0.1.sqlState ?? "-----" }).sorted()
        kinds = failures.reduce(into: [:]) { $0[$1.1.kind, default: 0] += 1 }
        ledger = LedgerVerdict(history)
    }

    /// The longest of `durations` in milliseconds; nil if one is missing, or there are none.
    private static func worst(_ durations: [Duration?]) -> Double? {
        durations.contains { $0 == nil } ? nil : durations.compactMap(\.self).max()?.milliseconds
    }

    /// Each writer's first commit by the server that took the first direct write.
    private static func firstCommits(in move: DrillMove, _ history: DrillHistory) -> [Instant] {
        var firsts: [Int: Instant] = [:]
        for attempt in history.attempts
        where attempt.mark == move.target && attempt.writer < history.writers && attempt.endedAt >= move.since {
            firsts[attempt.writer] = min(firsts[attempt.writer] ?? attempt.endedAt, attempt.endedAt)
        }
        return firsts.values.sorted()
    }

    /// When the last of all writers had its first commit; nil if one never had.
    static func lastFirstCommit(in move: DrillMove, _ history: DrillHistory) -> Instant? {
        let firsts = firstCommits(in: move, history)
        return firsts.count == history.writers ? firsts.last : nil
    }

    /// Whether the server connection died during a statement that was sent while the old server existed, or at most
    /// ``blink`` later: the pooler had not seen the connection's end before.
    private static func wasInFlight(_ attempt: Attempt, _ failure: Failure, _ history: DrillHistory) -> Bool {
        failure.isCutLink
            && history.moves.contains { move in
                attempt.sentAt <= move.goneAt + blink && attempt.sentAt < move.acceptedAt
                    && attempt.endedAt >= move.faultAt
            }
    }

    private static let blink = Duration.milliseconds(50)
}
