import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Has clients that wait for our databases in an attached PgBouncer fail once they have waited for a second, while no server
/// takes writes.
///
/// PgBouncer's own limit, query_wait_timeout, is one for all databases. So the queues of ours are looked at, and where
/// somebody has waited for too long the clients of that database alone are ended: just those who wait where PgBouncer has
/// KILL_CLIENT (1.24), else all by KILL and RESUME. Nothing of it stays behind in PgBouncer.
@Reactor
final class WaitLimit {
    private let databases: [String]
    private let killsClients: Bool
    private let guardian: GuardHandle
    private let ask: PoolerHouse.Ask
    private var resumes = true
    private var isWanted = false
    private var task: Task<Void, Never>?
    private let alarm = Waiter()
    /// Since when somebody waits for each of our databases while PgBouncer has no server for it. It tells no time of those who
    /// wait to be let in.
    private var unservedSince: [String: ContinuousClock.Instant] = [:]

    static let limit = Duration.seconds(1)
    /// As often as PgBouncer's janitor looks.
    private static let interval = Duration.milliseconds(333)

    /// - Parameter ask: asks PgBouncer's console.
    init(_ databases: [String], version: PgBouncerVersion?, guardian: GuardHandle, ask: @escaping PoolerHouse.Ask) {
        self.databases = databases
        killsClients = version.map { $0 >= .killsClients } ?? false
        self.guardian = guardian
        self.ask = ask
    }

    /// Begins to look, until ``stop()``.
    /// - Parameter resumes: whether a database goes on after its KILL; one that is disabled stays paused.
    func begin(resumes: Bool) {
        self.resumes = resumes
        isWanted = true
        unservedSince = [:]
        task = task ?? Task { @Reactor in await self.run() }
    }

    /// Suspends until nothing more is sent.
    func stop() async {
        isWanted = false
        guard let task else { return }
        alarm.poke()
        await task.value
        self.task = nil
    }

    private func run() async {
        while isWanted {
            // A console that does not answer ends the session.
            do throws(PostgresError) { try await look() } catch {}
            guard isWanted else { return }
            _ = await alarm.wait(until: .now + Self.interval)
        }
    }

    private func look() async throws(PostgresError) {
        let pools = try await ask("SHOW POOLS").first?.records.compactMap { ShownPool(row: $0) } ?? []
        for database in databases {
            let crowded = pools.filter { $0.database == database && $0.clientsWaiting > 0 }
            if crowded.contains(where: { !$0.hasServers }) {
                unservedSince[database] = unservedSince[database] ?? .now
            } else {
                unservedSince[database] = nil
            }
            let isUnserved = unservedSince[database].map { .now - $0 >= Self.limit } ?? false
            guard isUnserved || crowded.contains(where: { $0.longestWait >= Self.limit }), isWanted else { continue }
            unservedSince[database] = nil
            if killsClients {
                try await endThoseWhoWait(for: database, lettingIn: !isUnserved)
            } else {
                try await endAll(of: database)
            }
        }
    }

    /// - Parameter lettingIn: whether those who wait to be let in may go on waiting.
    private func endThoseWhoWait(for database: String, lettingIn: Bool) async throws(PostgresError) {
        let clients = try await ask("SHOW CLIENTS").first?.records.compactMap { ShownClient(row: $0) } ?? []
        for client in clients where client.database == database && client.isWaiting {
            guard client.wait >= Self.limit || (client.wait == .zero && !lettingIn) else { continue }
            try await takingRefusal("KILL_CLIENT \(client.id)")
        }
    }

    /// An agent that dies between the two leaves a pause, which its guard ends.
    private func endAll(of database: String) async throws(PostgresError) {
        guard (try? guardian.hold(database)) != nil else { return }
        try await takingRefusal("KILL \(ConsoleText.quoted(database))")
        guard resumes else { return }
        try await takingRefusal("RESUME \(ConsoleText.quoted(database))")
        try? guardian.release(database)
    }

    /// An error that the console sent is an answer: a client may have gone meanwhile, and what is resumed already can't be.
    private func takingRefusal(_ command: String) async throws(PostgresError) {
        do throws(PostgresError) {
            _ = try await ask(command)
        } catch {
            guard error.code == .server else { throw error }
        }
    }
}
