package import PointsmanCore

/// One event that a conductor has handled.
package struct ConductorCall: Sendable {
    package let agent: Int
    /// The number of the agent's run.
    package let life: UInt32
    /// The conductor's state before.
    package let state: Conductor.State
    package let event: Event
    package let directives: [Directive]
    package let moment: Instant
}
