import PointsmanCore

/// A write of the ledger: its client, and its number there.
package struct LedgerEntry: Hashable, Sendable {
    package let writer: Int
    package let number: Int

    package init(writer: Int, number: Int) {
        self.writer = writer
        self.number = number
    }
}

/// The ledger's verdict on a run: the safety half of its result.
package struct LedgerVerdict: Sendable, Equatable {
    package let acknowledged: Int
    /// The writes that were acknowledged but are missing.
    package let lost: Int
    /// The lost writes by the server that acknowledged them.
    package let lostBy: [ServerMark: Int]
    /// The writes acknowledged on an older timeline after the reroute: sent after the first acknowledgement on the new
    /// one, or answered so long after it that the answer can't have been under way.
    package let stale: Int
    /// The writes that are there more than once; no client sends a write twice.
    package let duplicates: Int
    /// The writes that are there although their client got an error. This is no fault: the result of a commit under way
    /// is unknown.
    package let unacknowledgedPresent: Int

    /// How long an answer that the pooler has passed on may take to reach a client on a busy machine.
    private static let underway = Duration.milliseconds(50)

    /// - Parameters:
    ///   - ledger: how often each write is there at the end.
    ///   - targets: the servers that writes moved to, in order.
    package init(attempts: [Attempt], ledger: [LedgerEntry: Int], targets: [ServerMark]) {
        var acknowledged: [LedgerEntry: ServerMark] = [:]
        var failed = Set<LedgerEntry>()
        for attempt in attempts {
            let entry = LedgerEntry(writer: attempt.writer, number: attempt.number)
            if let mark = attempt.mark { acknowledged[entry] = mark } else { failed.insert(entry) }
        }
        self.acknowledged = acknowledged.count
        lostBy = acknowledged.filter { ledger[$0.key] == nil }.reduce(into: [:]) { $0[$1.value, default: 0] += 1 }
        lost = lostBy.values.reduce(0, +)
        let reroutes: [(timeline: Int, at: Instant)] = targets.compactMap { target in
            let first = attempts.filter { $0.mark == target }.map(\.endedAt).min()
            return first.map { (target.timeline, $0) }
        }
        stale = attempts.count { attempt in
            guard let mark = attempt.mark else { return false }
            return reroutes.contains { reroute in
                mark.timeline < reroute.timeline
                    && (attempt.sentAt > reroute.at || attempt.endedAt > reroute.at + Self.underway)
            }
        }
        duplicates = ledger.values.count { $0 > 1 }
        unacknowledgedPresent = failed.count { ledger[$0] != nil }
    }
}
