import PointsmanCore
import PointsmanScenarios

/// One connection from a pool to a server.
struct ServerLink {
    enum State: Equatable {
        /// Dialling, logging in, or in connect_query.
        case login
        case idle
        case busy(client: Int)
    }

    let id: UInt32
    let address: Int
    /// What connect_query lets pass, as it was when this one was dialled; nil where there is none.
    let fence: WriteRoute?
    let dialled: VirtualTime
    var state = State.login
    /// The server that it reached and which run of that; none before it did.
    var server = -1
    var epoch: UInt32 = 0
    /// A RELOAD has changed where the pool goes: it ends when it is let go.
    var isDirty = false
    /// When connect_query began to wait for a promotion.
    var waitsSince: VirtualTime?
    /// When what is on its way was sent, and what came back.
    var sent = VirtualTime.zero
    var succeeded = false
    var committed: UInt32?
    /// Since when its client, in a transaction, has asked nothing.
    var idleSince: VirtualTime?
    /// Waits for a standby's word before its commit is answered.
    var waitsForStandby = false
}
