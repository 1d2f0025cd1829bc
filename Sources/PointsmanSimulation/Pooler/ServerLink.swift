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
    /// The fence in connect_query when this connection was dialled; nil if there was none.
    let fence: WriteRoute?
    let dialled: VirtualTime
    var state = State.login
    /// The server that it reached, and the run of that server; -1 before.
    var server = -1
    var epoch: UInt32 = 0
    /// A RELOAD has changed the pool's target: the connection ends when its client lets it go.
    var isDirty = false
    /// When connect_query began to wait for a promotion.
    var waitsSince: VirtualTime?
    /// When the message on its way was sent, and what came back.
    var sent = VirtualTime.zero
    var succeeded = false
    var committed: UInt32?
    /// The moment since which its client has asked nothing within a transaction.
    var idleSince: VirtualTime?
    /// Whether its commit waits for a standby's confirmation.
    var waitsForStandby = false
}
