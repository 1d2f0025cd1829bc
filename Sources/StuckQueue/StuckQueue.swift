/// Whether the clients that wait in the queue of one of PgBouncer's databases wait in vain, so that its KILL ends no work that goes
/// on: one of them has waited for a second, and nothing went through meanwhile.
///
/// One rule for two processes: the agent, while no server takes writes, and its guard, which lets clients go in its place. Both look
/// at the console's SHOW POOLS and SHOW STATS.
///
/// `Totals` is what PgBouncer has counted of the database: none of it changes while its clients only wait.
package struct StuckQueue<Totals: Equatable> {
    private var last: (since: Duration, totals: Totals?)?

    /// How long clients wait at least.
    package static var limit: Duration { .seconds(1) }

    package init() {}

    /// Takes that a client waits. Begin anew where none does.
    /// - Parameters:
    ///   - totals: what is counted now; nil where that is not known.
    ///   - idle: for how long nothing can have gone through, whatever was counted.
    ///   - now: the time since any moment that stays the same.
    package mutating func isStuck(totals: Totals?, idle: Duration = .zero, at now: Duration) -> Bool {
        guard let last, last.totals == totals else {
            self.last = (now - idle, totals)
            return idle >= Self.limit
        }
        return now - last.since >= Self.limit
    }
}

extension StuckQueue: Sendable where Totals: Sendable {}
