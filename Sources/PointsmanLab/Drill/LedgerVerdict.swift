/// What the ledger says of a run: the safety half of its result.
package struct LedgerVerdict: Sendable, Equatable {
    package let acknowledged: Int
    /// Acknowledged, and not there.
    package let lost: Int
    /// Acknowledged on an older timeline, though sent after the first acknowledgement on the new one.
    package let stale: Int
    /// There more than once: nobody sends a write twice.
    package let duplicates: Int
    /// There, though its client was told that it failed. No fault: the fate of a commit under way is unknown.
    package let unacknowledgedPresent: Int

    package init(_ history: DrillHistory) {
        var acknowledged = Set<DrillHistory.Entry>()
        var failed = Set<DrillHistory.Entry>()
        for attempt in history.attempts {
            let entry = DrillHistory.Entry(writer: attempt.writer, number: attempt.number)
            if attempt.mark == nil { failed.insert(entry) } else { acknowledged.insert(entry) }
        }
        let firstOnNew = history.attempts.filter { $0.mark == history.target }.map(\.endedAt).min()
        self.acknowledged = acknowledged.count
        lost = acknowledged.count { history.ledger[$0] == nil }
        stale = history.attempts.count { attempt in
            guard let mark = attempt.mark, let firstOnNew else { return false }
            return attempt.sentAt > firstOnNew && mark.timeline < history.target.timeline
        }
        duplicates = history.ledger.values.count { $0 > 1 }
        unacknowledgedPresent = failed.count { history.ledger[$0] != nil }
    }
}
