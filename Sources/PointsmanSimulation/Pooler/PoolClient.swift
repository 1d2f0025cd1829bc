import PointsmanCore
import PointsmanScenarios

/// A client of a pool: one that writes now and then, or the agent's canary.
struct PoolClient {
    enum State: Equatable {
        case thinking
        case waiting(since: VirtualTime)
        /// It has asked a suspended PgBouncer, which reads no client.
        case unread
        /// In a transaction, on the server connection of this identifier.
        case linked(link: UInt32)
        /// A canary that is over.
        case gone
    }

    var state = State.thinking
    /// A number that rises when what was scheduled before no longer counts.
    var turn: UInt32 = 0
    var begun = VirtualTime.zero
    /// The number of statements that its transaction still has, with the commit.
    var statementsLeft = 1
    /// The pause between them.
    var gap = VirtualTime.zero
    /// Whether it acts only when it is told to.
    var isScripted = false
    /// Whether PgBouncer has accepted its login.
    var isConnected = false
    /// The server that answered its last statement, and whether its connection was lost since.
    var servedBy: Int?
    var isDropped = false
    /// The operation that a canary belongs to, and the server that it must reach; nil for any.
    var canary: (token: UInt32, identity: ServerIdentity?)?
}
