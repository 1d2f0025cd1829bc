import PointsmanCore
import PointsmanScenarios

/// An operation that an agent's shell has begun, with the step that comes next.
struct RunningOperation {
    let token: UInt32
    let id: OperationID
    let operation: Operation
    var step = 0
    let begun: VirtualTime
    /// Whether a PAUSE was asked for after it.
    var isOvertaken = false
    /// Whether clients were made to fail soon when its RELOAD was sent, which undoes that.
    var wasBrief = false

    /// Whether it stops short of releasing clients: a setting that a PAUSE has overtaken.
    var isToHold: Bool {
        if case .set = operation { isOvertaken } else { false }
    }
}
