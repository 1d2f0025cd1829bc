import PointsmanCore

/// What the page shows, for a terminal: the status, PgBouncer's pools, the readiness checks that find something, the last
/// incidents, and the last events.
package enum WatchText {
    /// The most events that are shown.
    private static let mostEvents = 12

    /// - Parameters:
    ///   - events: the latest ones, the oldest first.
    ///   - incidents: of each of the last ones when it began, what it was, how long, and whose its time was.
    package static func text(
        _ reading: StatusReading, pooler answers: PoolerAnswers, events: [EventRecord], incidents: [[String]] = []
    ) -> String {
        let pools = answers.pools.filter { $0.database != "pgbouncer" }.map { pool in
            [
                pool.database, pool.user, "\(pool.clientsActive)", "\(pool.clientsWaiting)",
                "\(pool.longestWait.wholeMilliseconds) ms", "\(pool.serversActive)",
                "\(pool.serversIdle + pool.serversUsed)",
            ]
        }
        let checks = reading.status.checks.compactMap { check in
            check.reason.map { [check.rule.rawValue, check.fails ? "failed" : "degraded", $0] }
        }
        let told = EventRecord.worthTelling(events).suffix(mostEvents).reversed().map {
            [$0.time, $0.event.kind.rawValue, $0.event.sentence]
        }
        return StatusTable.text(reading)
            + table(["DATABASE", "USER", "CLIENTS", "WAITING", "MAXWAIT", "IN USE", "IDLE"], pools)
            + table(["CHECK", "FINDING", "WHY"], checks)
            + table(["INCIDENT", "WHAT", "LASTED", "WHOSE THE TIME WAS"], incidents)
            + table(["TIME", "EVENT", "WHAT HAPPENED"], told)
    }

    /// A table after an empty line; nothing if it has no rows.
    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        rows.isEmpty ? "" : "\n" + TextTable.text([head] + rows.map { $0.map { printable($0, most: 1_000) } })
    }
}
