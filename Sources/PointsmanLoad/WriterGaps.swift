package import PointsmanCore

/// The times in which writers had no commit.
package enum WriterGaps {
    /// The longest time in which one of the writers, which keep their connections, had no commit.
    package static func longest(_ attempts: [Attempt], writers: Int) -> Duration {
        let end = attempts.map(\.endedAt).max()
        var previous: [Int: Instant] = [:]
        var longest = Duration.zero
        for attempt in attempts where attempt.mark != nil && attempt.writer < writers {
            if let last = previous[attempt.writer] { longest = max(longest, attempt.endedAt - last) }
            previous[attempt.writer] = attempt.endedAt
        }
        return previous.values.reduce(longest) { max($0, end! - $1) }
    }

    /// The longest time in which no client at all had a commit, and when it began; nil if there were fewer than two commits.
    package static func together(_ attempts: [Attempt]) -> (began: Instant, length: Duration)? {
        let commits = attempts.filter { $0.mark != nil }.map(\.endedAt).sorted()
        return zip(commits, commits.dropFirst()).map { ($0, $1 - $0) }.max { $0.1 < $1.1 }.map {
            (began: $0.0, length: $0.1)
        }
    }
}

extension Workload {
    /// Whether all writers have committed within the last `span`, and no attempt has failed.
    package func isSteady(for span: Duration) -> Bool {
        let since = present + (.zero - span)
        var seen: Set<Int> = []
        for attempt in attempts.reversed() {
            guard attempt.endedAt >= since else { break }
            if attempt.failure != nil { return false }
            if attempt.writer < writers { seen.insert(attempt.writer) }
        }
        return seen.count == writers
    }
}
