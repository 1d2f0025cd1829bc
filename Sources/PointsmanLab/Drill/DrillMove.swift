package import PointsmanCore
package import PointsmanLoad

/// One time in a drill at which writes had to find a primary, with the moments that its figures count from.
package struct DrillMove: Sendable, Equatable {
    /// t₀: the fault.
    package var faultAt: Instant
    /// The moment when no process of the old server was left, or none could be reached.
    package var goneAt: Instant
    /// The start of the step that makes a server the primary: earlier commits don't count.
    package var since: Instant
    /// t₁: the first direct INSERT that the (new) primary accepted.
    package var acceptedAt: Instant
    /// The server that accepted it.
    package var target: ServerMark

    package init(faultAt: Instant, goneAt: Instant, since: Instant, acceptedAt: Instant, target: ServerMark) {
        self.faultAt = faultAt
        self.goneAt = goneAt
        self.since = since
        self.acceptedAt = acceptedAt
        self.target = target
    }
}
