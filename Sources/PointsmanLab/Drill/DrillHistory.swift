package import PointsmanCore

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

    /// t₀: the fault.
    package var faultAt: Instant
    /// No process of the old server was left.
    package var goneAt: Instant
    /// t₁: the first direct INSERT that the (new) primary accepted.
    package var acceptedAt: Instant
    /// Who accepted it.
    package var target: ServerMark
    /// Writers, without those who connect anew each time.
    package var writers: Int
    package var attempts: [Attempt]
    /// What the primary holds at the end: how often each write is there.
    package var ledger: [Entry: Int]

    package init(
        faultAt: Instant, goneAt: Instant, acceptedAt: Instant, target: ServerMark, writers: Int, attempts: [Attempt],
        ledger: [Entry: Int]
    ) {
        self.faultAt = faultAt
        self.goneAt = goneAt
        self.acceptedAt = acceptedAt
        self.target = target
        self.writers = writers
        self.attempts = attempts
        self.ledger = ledger
    }
}
