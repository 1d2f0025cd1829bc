import PointsmanCore
import PointsmanScenarios

/// A PgBouncer beside an agent: its process, its included file and its two databases, for writes and for reads.
final class PoolerModel {
    static let poolCount = 2

    let agent: Int
    let world: World
    private(set) var isRunning = false
    /// Whether it is stopped by SIGSTOP: it does nothing and forgets nothing.
    var isFrozen = false
    /// The number of its run.
    private(set) var run: UInt32 = 0
    /// The included file.
    var file: PoolerFile? { didSet { isFileReplaced = false } }
    /// Whether another program than the agent has written the file last.
    private(set) var isFileReplaced = false
    /// Whether it has last read a file that another program had written.
    private(set) var hasReadReplaced = false
    /// Whether RELOAD fails to read the file, and does not report that.
    var ignoresFile = false
    /// Whether the file is included before all of PgBouncer's own keys. If it can't be read then, they are not read
    /// again either.
    var includesFirst = false
    /// Whether clients that wait fail after a second: `SET query_wait_timeout=1`, until the next RELOAD.
    private(set) var hasShortPatience = false
    /// `server_login_retry`: `SET` changes it until the next RELOAD.
    private(set) var loginRetry = PoolModel.loginRetry
    private(set) var pools: [PoolModel] = []
    /// Whether it has reached its client limit; room for one more client is then taken at once, too.
    var isFull = false
    var hasNoRoom = false
    /// Whether `min_pool_size` is more than 0. Agents end their holds in a way in which that matters to no client.
    var keepsMinimum = false { didSet { for pool in pools where pool.isPaused { pool.scheduleMinimum() } } }
    /// SUSPEND: no client is read, and logins go on for clients that wait.
    private(set) var isSuspended = false

    init(agent: Int, world: World) {
        self.agent = agent
        self.world = world
        pools = (0..<Self.poolCount).map { database in
            PoolModel(index: agent * Self.poolCount + database, agent: agent, world: world, pooler: self)
        }
    }

    /// The pool for writes.
    var writes: PoolModel { pools[0] }

    func start() {
        guard !isRunning else { return }
        isRunning = true
        run += 1
        world.note(.poolerStarted(agent: agent))
        read()
    }

    func crash() {
        guard isRunning else { return }
        isRunning = false
        if isFrozen {
            isFrozen = false
            world.noteImpediment(agent)
        }
        hasShortPatience = false
        isSuspended = false
        loginRetry = PoolModel.loginRetry
        for pool in pools { pool.crash() }
        world.note(.poolerEnded(agent: agent))
    }

    /// Lets go of the pools, which refer to it.
    func dissolve() { pools = [] }

    /// RELOAD reports success even if it failed. It undoes SET when it reads its own keys.
    func reload() {
        guard !ignoresFile || !includesFirst else { return }
        if !ignoresFile { read() }
        undoSettings()
    }

    /// Undoes what SET has changed.
    func undoSettings() {
        hasShortPatience = false
        if loginRetry != PoolModel.loginRetry { setLoginRetry(PoolModel.loginRetry) }
    }

    /// `SET server_login_retry`.
    func setLoginRetry(_ span: VirtualTime) {
        loginRetry = span
        for pool in pools { pool.launchIsDue() }
    }

    func suspend() { isSuspended = true }

    /// RESUME of everything.
    func resumeAll() -> ConsoleReply {
        guard isSuspended else { return .error }
        isSuspended = false
        for pool in pools { pool.readAll() }
        return .done
    }

    /// An operator replaces the file by one that leads nowhere, and PgBouncer reads it.
    func replaceFile() {
        guard isRunning, !isFrozen, !ignoresFile, file?.writes != nil else { return }
        file = PoolerFile(writes: nil, reads: nil)
        isFileReplaced = true
        reload()
    }

    /// Whether another program keeps its clients from being served.
    var isTampered: Bool {
        isRunning && (isFrozen || writes.isPausedByHand || writes.isDisabledByHand || hasReadReplaced)
    }

    func shortenPatience() {
        hasShortPatience = true
        for pool in pools { pool.scheduleTimeOut() }
    }

    private func read() {
        guard let file else { return }
        hasReadReplaced = isFileReplaced
        if file.namesWrites {
            writes.retarget(to: file.writes.flatMap { world.address(of: $0.member) }, fence: file.writes)
        } else {
            writes.remove()
        }
        pools[1].retarget(to: file.reads.flatMap { world.address(of: $0) }, fence: nil)
    }
}
