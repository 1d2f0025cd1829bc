package import PointsmanScenarios

/// What was seen in one run: moments, who took the first write afterwards, each write's fate, and what the ledger holds.
package struct DrillHistory: Sendable {
    package struct Entry: Hashable, Sendable {
        package let writer: Int
        package let number: Int

        package init(writer: Int, number: Int) {
            self.writer = writer
            self.number = number
        }
    }

    /// In their order; none where the primary was to stay.
    package var moves: [DrillMove]
    /// Writers, without those who connect anew each time.
    package var writers: Int
    package var attempts: [Attempt]
    /// What the primary holds at the end: how often each write is there.
    package var ledger: [Entry: Int]
    /// What the agent said of itself on the way.
    package var decisions: [AgentDecision]
    /// The regions that it sent writes to, beginning with the primary's.
    package var path: [String]
    /// Whose marks were seen.
    package var names: [ServerMark: Scenario.Server]
    /// What checkers judge.
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
