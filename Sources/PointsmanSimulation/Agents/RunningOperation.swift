import PointsmanCore
import PointsmanScenarios

/// An operation that an agent's shell has begun, with its next step.
struct RunningOperation {
    let token: UInt32
    let id: OperationID
    let operation: Operation
    var step = 0
    /// How often it has looked whether a PAUSE has arrived.
    var looks = 0
    let begun: VirtualTime
    /// Whether a PAUSE was asked for later.
    var isOvertaken = false
    /// Whether waiting clients were set to fail soon when its RELOAD was sent; RELOAD undoes that.
    var wasBrief = false

    /// Whether it ends without releasing clients: a setting that a PAUSE has overtaken.
    var isToHold: Bool {
        if case .set = operation { isOvertaken } else { false }
    }
}
