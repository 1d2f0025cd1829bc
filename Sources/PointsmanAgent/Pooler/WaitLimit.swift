import LinuxReactor
import PointsmanFormats
import PostgresClient
import StuckQueue

/// Makes clients that wait for our databases in an attached PgBouncer fail after one second, while no server takes
/// writes.
///
/// PgBouncer's own limit, query_wait_timeout, applies to all databases. Instead this type looks at the queues of our
/// databases. If a client has waited for too long, only clients of that database are ended: just those that wait if
/// PgBouncer has KILL_CLIENT (1.24), otherwise all of them by KILL and RESUME. No setting of PgBouncer changes.
@Reactor
final class WaitLimit {
    /// The state that ``stop()`` has ended, so that it can be resumed.
    struct Stopped {
        fileprivate let resumes: Bool
        fileprivate let turn: Int
    }

    private let databases: [String]
    /// Those of the databases that may be disabled, and then stay paused.
    private let writes: [String]
    private let killsClients: Bool
    private let guardian: GuardHandle
    private let console: Console
    private var resumes = true
    private var isBegun = false
    private var isClosed = false
    /// A number that changes whenever looking begins or stops; a look with an earlier number ends.
    private var turn = 0
    private var task: Task<Void, Never>?
    /// Whether a database may be between its KILL and its RESUME: other commands wait until then.
    private var isEnding = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    private let alarm = Waiter()
    /// Those of our databases for which a client waits.
    private var queues: [String: StuckQueue<TotalsRow>] = [:]
    private let epoch = ContinuousClock.now

    private static let limit = StuckQueue<TotalsRow>.limit
    /// As often as PgBouncer's janitor looks.
    private static let interval = Duration.milliseconds(333)

    /// - Parameters:
    ///   - databases: all of our databases: readers wait for a server that is gone just as writers do.
    ///   - writes: those of them for writes.
    init(
        _ databases: [String], writes: [String], version: PgBouncerVersion?, guardian: GuardHandle,
        console: Console
    ) {
        self.databases = databases
        self.writes = writes
        killsClients = version.map { $0 >= .killsClients } ?? false
        self.guardian = guardian
        self.console = console
    }

    /// Begins to look, until ``stop()``.
    /// - Parameter resumes: whether databases for writes are resumed after their KILL; a disabled one stays paused.
    func begin(resumes: Bool) {
        guard !isClosed else { return }
        turn += 1
        self.resumes = resumes
        isBegun = true
        queues = [:]
        alarm.poke()
        task = Reactor.task { [turn, last = task] in
            await last?.value
            await self.run(turn)
        }
    }

    /// Stops all commands. It suspends only between a KILL and its RESUME, and callers go on in the order of their
    /// calls: the steps of a reroute are sent in the order in which they were begun.
    /// - Returns: the state that was ended; nil if it was not running.
    @discardableResult
    func stop() async -> Stopped? {
        turn += 1
        let stopped = isBegun ? Stopped(resumes: resumes, turn: turn) : nil
        isBegun = false
        alarm.poke()
        if isEnding { await withCheckedContinuation { queue.append($0) } }
        return stopped
    }

    /// Stops for good.
    func close() async {
        isClosed = true
        await stop()
        await task?.value
    }

    /// Resumes the callers that waited for the end of a KILL, in their order, and then those that came meanwhile.
    private func letPass() {
        let waiting = queue
        queue = []
        isEnding = !waiting.isEmpty
        guard isEnding else { return }
        waiting.forEach { $0.resume() }
        Reactor.task { self.letPass() }
    }

    /// Resumes what was stopped, since the command that stopped it has failed; unless it has begun or stopped again
    /// since.
    func goOn(_ stopped: Stopped?) {
        guard let stopped, stopped.turn == turn else { return }
        begin(resumes: stopped.resumes)
    }

    private func run(_ turn: Int) async {
        while turn == self.turn {
            // A console that does not answer ends the session.
            do throws(PostgresError) { try await look(turn) } catch {}
            guard turn == self.turn else { return }
            _ = await alarm.wait(until: .now + Self.interval)
        }
    }

    private func look(_ turn: Int) async throws(PostgresError) {
        let pools = try await console.rows(PoolRow.self)
        for database in databases {
            let own = pools.filter { $0.database == database }
            let crowded = own.filter { $0.clientsWaiting > 0 }
            let isStuck = try await isStuck(database, crowded, hasServers: own.contains(where: \.hasServers))
            let isOld = crowded.contains { $0.longestWait >= Self.limit }
            guard turn == self.turn else { return }
            if killsClients {
                // PgBouncer tells no waiting time for clients that wait for their login.
                if isOld || isStuck { try await endThoseWhoWait(for: database, lettingIn: !isStuck, turn) }
            } else if isStuck {
                queues[database] = nil
                try await endAll(of: database)
            }
        }
    }

    /// Whether those who wait for `database` wait in vain.
    /// - Parameters:
    ///   - crowded: its pools in which a client waits.
    ///   - hasServers: whether any of its pools has a server connection.
    ///   - hasServers: whether any of its pools has a server connection.
    private func isStuck(
        _ database: String, _ crowded: [PoolRow], hasServers: Bool
    ) async throws(PostgresError) -> Bool {
        guard !crowded.isEmpty else {
            queues[database] = nil
            return false
        }
        let totals = try await console.rows(TotalsRow.self).first { $0.database == database }
        // Where it has no server nothing could go through for as long as PgBouncer says that a client has waited.
        let idle = hasServers ? .zero : crowded.map(\.longestWait).max() ?? .zero
        return queues[database, default: StuckQueue()].isStuck(
            totals: totals, idle: idle, at: ContinuousClock.now - epoch)
    }

    /// - Parameter lettingIn: whether clients that wait for their login may go on waiting.
    private func endThoseWhoWait(
        for database: String, lettingIn: Bool, _ turn: Int
    ) async throws(PostgresError) {
        let clients = try await console.rows(ClientRow.self)
        for client in clients where client.database == database && client.isWaiting {
            guard client.wait >= Self.limit || (client.wait == .zero && !lettingIn) else { continue }
            guard turn == self.turn else { return }
            try await console.tellTakingRefusal(.killClient(client.id))
        }
    }

    /// Ends all clients of `database`. If the agent dies between the two commands, its guard ends the pause.
    private func endAll(of database: String) async throws(PostgresError) {
        guard (try? guardian.hold(database)) != nil else { return }
        isEnding = true
        defer { letPass() }
        try await console.tellTakingRefusal(.kill(database))
        guard resumes || !writes.contains(database) else { return }
        try await console.tellTakingRefusal(.resume(database))
        try? guardian.release(database)
    }
}
