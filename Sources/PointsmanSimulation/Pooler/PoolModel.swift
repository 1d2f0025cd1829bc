import PointsmanCore
import PointsmanScenarios

/// One of PgBouncer's pools, that is one database for one user: its flags, its server connections and its clients
/// (``PoolerContract``; PgBouncer 1.18).
final class PoolModel {
    let index: Int
    let agent: Int
    let world: World
    let pooler: PoolerModel
    var isPaused = false
    /// Whether new clients are turned away; who is connected goes on.
    var isDisabled = false
    /// Whether an operator has paused it, or disabled it, and not taken that back.
    var isPausedByHand = false
    var isDisabledByHand = false
    /// Set by a login that failed, cleared by one that succeeded: while it is set and no server connection is left, a
    /// new query is refused at once.
    var lastLoginFailed = false
    /// When the last login that failed was dialled; nil once one has succeeded.
    var failedDial: VirtualTime?
    /// Whether it can let new clients in by itself: it greets them as the server greeted it. Until the first server
    /// connection on the way that the file tells they wait, whether or not logins fail.
    var canGreet = false
    /// Whether the file no longer names the database.
    var isRemoved = false
    var links: [ServerLink] = []
    var clients: [PoolClient] = []
    /// Who waits, in order.
    var waiting: [Int] = []
    /// PAUSE commands that have no answer, by the operation that they belong to.
    var pauseWaiters: [UInt32] = []
    /// Where it goes; nil is nowhere.
    var address: Int?
    var fence: WriteRoute?
    var isLaunchDue = false
    var lastLink: UInt32 = 0
    var timeOutTurn: UInt32 = 0
    var totals = PoolTotals()
    /// How many writes were acknowledged.
    var acknowledged = 0
    /// How many clients were refused or lost their transaction.
    var failures = 0
    /// How many logins have failed.
    var failedLogins = 0
    /// The PAUSE commands that were answered after they had waited.
    var answeredPauses: [UInt32] = []

    static let size = 4
    /// `server_login_retry`.
    static let loginRetry = VirtualTime.milliseconds(20)
    /// `server_connect_timeout`.
    static let connectTimeout = VirtualTime.seconds(10)
    /// `tcp_user_timeout`.
    static let userTimeout = VirtualTime.seconds(10)
    /// How long connect_query waits for a promotion, and how often it looks.
    static let fenceWait = VirtualTime.seconds(4)
    static let fenceStep = VirtualTime.milliseconds(5)
    /// Once a client waits longer than a lowered query_wait_timeout, the janitor's turn.
    static let janitor = VirtualTime.milliseconds(333)

    init(index: Int, agent: Int, world: World, pooler: PoolerModel) {
        self.index = index
        self.agent = agent
        self.world = world
        self.pooler = pooler
    }

    /// The server connections that have passed the fence which the file has now.
    var fencedLinks: [ServerLink] {
        links.filter { $0.state != .login && !$0.isDirty && $0.address == address && fence != nil && $0.fence == fence }
    }

    /// Whether all its server connections are in use.
    var isFull: Bool {
        links.count >= Self.size && links.allSatisfy { if case .busy = $0.state { true } else { false } }
    }

    var carriesWrites: Bool { index % PoolerModel.poolCount == 0 }
    /// Who waits for a server connection.
    var waitingCount: Int { waiting.count }
    /// When it may dial again: `server_login_retry` counts from the dial, so after a login that took longer at once.
    var retryAt: VirtualTime { failedDial.map { $0 + pooler.loginRetry } ?? .zero }
}
