import PointsmanCore
import PointsmanScenarios

/// A client of a pool: one that writes now and then, or the agent's canary.
struct PoolClient {
    enum State: Equatable {
        case thinking
        case waiting(since: VirtualTime)
        /// It has asked a PgBouncer that is suspended, which reads nobody.
        case unread
        /// In a transaction, on the link of this identifier.
        case linked(link: UInt32)
        /// A canary that is over.
        case gone
    }

    var state = State.thinking
    /// Goes up whenever what was scheduled for it no longer counts.
    var turn: UInt32 = 0
    var begun = VirtualTime.zero
    /// How many more statements its transaction has, the commit included.
    var statementsLeft = 1
    /// How long it waits between them.
    var gap = VirtualTime.zero
    /// Whether it does only what it is told.
    var isScripted = false
    /// Whether PgBouncer has let it in.
    var isConnected = false
    /// Which server answered its last statement, and whether its connection was lost since.
    var servedBy: Int?
    var isDropped = false
    /// The agent's operation that a canary belongs to, and the server that it must reach; nil for any.
    var canary: (token: UInt32, identity: ServerIdentity?)?
}
