package import PointsmanCore

/// One time in a drill that writes were to find a primary, and the moments that its figures count from.
package struct DrillMove: Sendable, Equatable {
    /// t₀: the fault.
    package var faultAt: Instant
    /// No process of the old server was left, or none that could be reached.
    package var goneAt: Instant
    /// When the step began that makes a server the primary: commits before it say nothing.
    package var since: Instant
    /// t₁: the first direct INSERT that the (new) primary accepted.
    package var acceptedAt: Instant
    /// Who accepted it.
    package var target: ServerMark

    package init(faultAt: Instant, goneAt: Instant, since: Instant, acceptedAt: Instant, target: ServerMark) {
        self.faultAt = faultAt
        self.goneAt = goneAt
        self.since = since
        self.acceptedAt = acceptedAt
        self.target = target
    }
}
