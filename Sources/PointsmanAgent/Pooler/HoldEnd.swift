import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Ends the PAUSE of a database that leads where it led before, so that no client is turned away.
///
/// PAUSE ends each login that is under way or is begun under it (the janitor begins one for `min_pool_size` three times a
/// second), and PgBouncer counts that as a login that failed: after RESUME each new query is refused with "server login has
/// been failing" until a login succeeds. SUSPEND in the same write as RESUME keeps all clients from being read, and lets
/// logins go on for those who wait already; the whole ends with RESUME as soon as one has succeeded.
@Reactor
final class HoldEnd {
    private let login: Login
    private let guardian: GuardHandle
    /// Has a client wait in the pool: without one nobody would have PgBouncer log in.
    private let waiter: Canary
    private let app: Login
    private var line: PostgresConnection?
    private var isClosed = false
    /// Whether the client of ours was turned away, or served.
    private var isWaiterOver = false

    /// How long all of PgBouncer may stand still for a login. Clients that find no server by then are refused, as they would
    /// have been without.
    static let patience = Duration.milliseconds(500)
    /// What a client of ours may take until it waits.
    private static let dial = Duration.milliseconds(250)
    /// What the guard calls the whole PgBouncer: no database has that name.
    private static let everything = "*"

    /// - Parameters:
    ///   - login: how the console is reached.
    ///   - app: how the database is reached as the app does.
    init(_ login: Login, app: Login, guardian: GuardHandle) {
        self.login = login
        self.app = app
        self.guardian = guardian
        waiter = Canary(login: app)
    }

    /// Connects, if it is not connected.
    func open(until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        if line == nil, !isClosed { line = try await login.connect(until: deadline) }
        if isClosed { line = nil }
    }

    func close() {
        isClosed = true
        line = nil
    }

    /// - Parameters:
    ///   - pools: what SHOW POOLS says of the database, asked anew at each call.
    ///   - isCutShort: whether PgBouncer must take commands again at once.
    /// - Returns: false where PgBouncer was not told anything.
    func resume(
        _ database: String, until deadline: ContinuousClock.Instant,
        pools: @Reactor () async throws(PostgresError) -> [PoolRow], isCutShort: @Reactor () -> Bool
    ) async throws -> Bool {
        guard let line, let commands = JoinedCommands(on: line) else { return false }
        let waiting = try await poolsWithWaiters(pools, isCutShort)
        guard !waiting.isEmpty else { return false }
        defer { self.line = nil }
        try guardian.hold(Self.everything)
        do {
            try commands.send([ConsoleVerb.resume(database).text, ConsoleVerb.suspend.text])
            try await commands.wait(forAnswers: 1, until: deadline)
            if case .refused(let words) = commands.answers[0] { throw ConsoleError(words) }
            let limit = ContinuousClock.now + Self.patience
            // Each question has PgBouncer's loop turn, too.
            while !isServed(waiting, try await pools()), .now < limit, !isCutShort() {
                await Reactor.sleep(until: .now + .milliseconds(1))
            }
            try await goOn(commands, until: deadline)
        } catch {
            // Whatever has become of the answers: it comes after SUSPEND.
            try? commands.send([ConsoleVerb.resumeAll.text])
            throw error
        }
        return true
    }

    /// The pools in which somebody waits; the app's role is among them, if a client of ours has to do it.
    private func poolsWithWaiters(
        _ pools: @Reactor () async throws(PostgresError) -> [PoolRow], _ isCutShort: @Reactor () -> Bool
    ) async throws(PostgresError) -> [PoolRow] {
        let user = app.user
        var waiting = try await pools().filter { $0.clientsWaiting > 0 }
        guard !waiting.contains(where: { $0.user == user }) else { return waiting }
        isWaiterOver = false
        Task { @Reactor in
            _ = try? await self.waiter.report(until: .now + .seconds(2))
            self.isWaiterOver = true
        }
        let patience = ContinuousClock.now + Self.dial
        while !waiting.contains(where: { $0.user == user }), !isWaiterOver, .now < patience, !isCutShort() {
            await Reactor.sleep(until: .now + .milliseconds(1))
            waiting = try await pools().filter { $0.clientsWaiting > 0 }
        }
        return waiting
    }

    /// Ends the SUSPEND, unless that was refused: then it is somebody else's PAUSE of everything that RESUME would end.
    private func goOn(_ commands: JoinedCommands, until deadline: ContinuousClock.Instant) async throws {
        try commands.read()
        if commands.answers.count < 2 || commands.answers[1] == .done {
            try commands.send([ConsoleVerb.resumeAll.text])
            // SUSPEND has an answer only where everybody was suspended before this.
            try await commands.wait(forAnswers: 2, until: deadline)
        }
        try guardian.release(Self.everything)
    }

    /// Whether each pool in which somebody waited has a server connection that is logged in.
    private func isServed(_ waiting: [PoolRow], _ pools: [PoolRow]) -> Bool {
        waiting.allSatisfy { pool in
            pools.contains { $0.user == pool.user && $0.hasServers }
        }
    }
}
