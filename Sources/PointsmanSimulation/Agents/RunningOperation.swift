import PointsmanCore

/// An operation that an agent's shell has begun, with the step that comes next.
struct RunningOperation {
    let token: UInt32
    let id: OperationID
    let operation: Operation
    var step = 0
    let begun: VirtualTime
}
