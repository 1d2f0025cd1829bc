import LinuxReactor
import PointsmanFormats
import PostgresClient
import StuckQueue

/// Has clients that wait for our databases in an attached PgBouncer fail once they have waited for a second, while no server
/// takes writes.
///
/// PgBouncer's own limit, query_wait_timeout, is one for all databases. So the queues of ours are looked at, and where
/// a client has waited for too long the clients of that database alone are ended: just those who wait where PgBouncer has
/// KILL_CLIENT (1.24), else all by KILL and RESUME. Nothing of it stays behind in PgBouncer.
@Reactor
final class WaitLimit {
    /// What ``stop()`` has ended, to be taken up again.
    struct Stopped {
        fileprivate let resumes: Bool
        fileprivate let turn: Int
    }

    private let databases: [String]
    /// Those of them that may be disabled, and then stay paused.
    private let writes: [String]
    private let killsClients: Bool
    private let guardian: GuardHandle
    private let console: Console
    private var resumes = true
    private var isBegun = false
    private var isClosed = false
    /// Another number whenever it is begun or stopped; who looks under an earlier one ends.
    private var turn = 0
    private var task: Task<Void, Never>?
    /// Whether a database may be between its KILL and its RESUME: what is to be sent then waits its turn.
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
    ///   - databases: all of ours: who reads waits for a server that is gone as who writes does.
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
    /// - Parameter resumes: whether those for writes go on after their KILL; one that is disabled stays paused.
    func begin(resumes: Bool) {
        guard !isClosed else { return }
        turn += 1
        self.resumes = resumes
        isBegun = true
        queues = [:]
        alarm.poke()
        task = Task { @Reactor [turn, last = task] in
            await last?.value
            await self.run(turn)
        }
    }

    /// Has nothing more sent. It suspends only between a KILL and its RESUME, and who calls it earlier goes on earlier: the
    /// steps of a reroute are sent in the order in which they were begun.
    /// - Returns: what was ended; nil where nothing was.
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

    /// Lets those go on that waited for the end of a KILL, in their order, and then those who have come meanwhile.
    private func letPass() {
        let waiting = queue
        queue = []
        isEnding = !waiting.isEmpty
        guard isEnding else { return }
        waiting.forEach { $0.resume() }
        Task { @Reactor in letPass() }
    }

    /// Takes up what was stopped, since the command for which it was has failed; unless it was begun or stopped since.
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
                // Of those who wait to be let in PgBouncer tells no time.
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

    /// - Parameter lettingIn: whether those who wait to be let in may go on waiting.
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

    /// An agent that dies between the two leaves a pause, which its guard ends.
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
