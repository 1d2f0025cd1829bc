package import PointsmanLoad
package import PointsmanScenarios

/// The observations of one run: moments, the server that took the first write afterwards, each write's result, and the
/// ledger.
package struct DrillHistory: Sendable {
    package typealias Entry = LedgerEntry

    /// The moves in their order; none if the primary was to stay.
    package var moves: [DrillMove]
    /// The number of writers, without the clients that connect anew each time.
    package var writers: Int
    package var attempts: [Attempt]
    /// The primary's content at the end: how often each write is there.
    package var ledger: [Entry: Int]
    /// The agent's decisions during the run.
    package var decisions: [AgentDecision]
    /// The regions that it sent writes to, starting with the primary's.
    package var path: [String]
    /// The servers of the marks that were seen.
    package var names: [ServerMark: Scenario.Server]
    /// The facts that checkers judge.
    package var facts: DrillFacts

    package init(
        moves: [DrillMove], writers: Int, attempts: [Attempt], ledger: [Entry: Int], decisions: [AgentDecision] = [],
        path: [String] = [], names: [ServerMark: Scenario.Server] = [:],
        facts: DrillFacts = DrillFacts(addresses: [], began: 0)
    ) {
        self.moves = moves
        self.writers = writers
        self.attempts = attempts
        self.ledger = ledger
        self.decisions = decisions
        self.path = path
        self.names = names
        self.facts = facts
    }
}

extension LedgerVerdict {
    /// The verdict on a drill.
    package init(_ history: DrillHistory) {
        self.init(attempts: history.attempts, ledger: history.ledger, targets: history.moves.map(\.target))
    }
}
