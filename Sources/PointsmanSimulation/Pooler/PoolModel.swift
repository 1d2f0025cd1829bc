import PointsmanCore
import PointsmanScenarios

/// One of PgBouncer's pools, which is one database for one user: its flags, its server connections and its clients
/// (``PoolerContract``; PgBouncer 1.18).
final class PoolModel {
    let index: Int
    let agent: Int
    let world: World
    let pooler: PoolerModel
    var isPaused = false
    /// Whether new clients are turned away; connected ones go on.
    var isDisabled = false
    /// Whether an operator has paused or disabled it, and not undone that.
    var isPausedByHand = false
    var isDisabledByHand = false
    /// Set by a failed login, cleared by a successful one. While it is set and no server connection is left, a new
    /// query is refused at once.
    var lastLoginFailed = false
    /// When the last failed login was dialled; nil once one has succeeded.
    var failedDial: VirtualTime?
    /// Whether it can accept new clients by itself: it greets them as the server has greeted it. Until its first server
    /// connection to the file's target they wait, whether or not logins fail.
    var canGreet = false
    /// Whether the file no longer names the database.
    var isRemoved = false
    var links: [ServerLink] = []
    var clients: [PoolClient] = []
    /// The clients that wait, in order.
    var waiting: [Int] = []
    /// The PAUSE commands without an answer, by their operation.
    var pauseWaiters: [UInt32] = []
    /// Its target; nil is nowhere.
    var address: Int?
    var fence: WriteRoute?
    var isLaunchDue = false
    var lastLink: UInt32 = 0
    var timeOutTurn: UInt32 = 0
    var totals = PoolTotals()
    /// The number of acknowledged writes.
    var acknowledged = 0
    /// The number of clients that were refused or lost their transaction.
    var failures = 0
    /// The number of failed logins.
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
    /// The interval of the janitor, which ends clients that have waited longer than a lowered query_wait_timeout.
    static let janitor = VirtualTime.milliseconds(333)

    init(index: Int, agent: Int, world: World, pooler: PoolerModel) {
        self.index = index
        self.agent = agent
        self.world = world
        self.pooler = pooler
    }

    /// The server connections that have passed the file's present fence.
    var fencedLinks: [ServerLink] {
        links.filter { $0.state != .login && !$0.isDirty && $0.address == address && fence != nil && $0.fence == fence }
    }

    /// Whether all server connections that it may have are in use.
    var isFull: Bool {
        links.count >= Self.size && links.allSatisfy { if case .busy = $0.state { true } else { false } }
    }

    var carriesWrites: Bool { index % PoolerModel.poolCount == 0 }
    /// The number of clients that wait for a server connection.
    var waitingCount: Int { waiting.count }
    /// When it may dial again. `server_login_retry` counts from the dial, so after a login that took longer it may at
    /// once.
    var retryAt: VirtualTime { failedDial.map { $0 + pooler.loginRetry } ?? .zero }
}
