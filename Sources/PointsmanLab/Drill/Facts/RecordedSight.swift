package import PointsmanCore

/// What an agent learned and ordered in one step, as its flight recorder has it.
package struct RecordedSight: Sendable {
    /// Nanoseconds since 1970.
    package let wall: Int64
    package let event: Event
    package let directives: [Directive]

    package init(wall: Int64, event: Event, directives: [Directive]) {
        self.wall = wall
        self.event = event
        self.directives = directives
    }
}
