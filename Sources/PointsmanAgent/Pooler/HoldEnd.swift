import LinuxReactor
import PointsmanFormats
import PostgresClient

/// The end of the PAUSE of databases that sets no other server, so that no client is turned away.
///
/// PAUSE ends each login that is under way or begins under it (the janitor begins one for `min_pool_size` three times a
/// second), and PgBouncer counts each as a failed login: after RESUME each new query is refused with "server login has
/// been failing" until a login succeeds. SUSPEND in the same write as RESUME stops the reading of all clients, and lets
/// logins go on for those that wait already; a further RESUME ends it as soon as one login has succeeded.
@Reactor
final class HoldEnd {
    private let login: Login
    private let guardian: GuardHandle
    /// A client of ours that waits in the pool: PgBouncer logs in only if a client waits.
    private let waiter: Canary
    private let app: Login
    private var line: PostgresConnection?
    private var isClosed = false
    /// Whether our own client was served or turned away.
    private var isWaiterOver = false

    /// The longest time for which all of PgBouncer may stand still for a login. Clients that find no server by then are
    /// refused, as they would have been without the wait.
    static let patience = Duration.milliseconds(500)
    /// The same where PgBouncer has no database but ours and a login is seen to be under way: one that takes so long, as
    /// with `post_auth_delay` or a slow check of passwords. Nobody else waits for it.
    static let longPatience = Duration.seconds(3)
    /// The time limit until our own client waits.
    private static let dial = Duration.milliseconds(250)
    /// The guard's name for the whole PgBouncer: no database has this name.
    private static let everything = "*"

    /// - Parameters:
    ///   - login: the login of the console.
    ///   - app: the app's login at the database for writes.
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

    /// Resumes `databases`, and lets PgBouncer log in first.
    /// - Parameters:
    ///   - pools: the rows of SHOW POOLS for the databases, asked anew at each call.
    ///   - isOurs: whether PgBouncer has no database but ours.
    ///   - isCutShort: whether PgBouncer must take commands again at once.
    /// - Returns: false if no command was sent.
    func resume(
        _ databases: [String], until deadline: ContinuousClock.Instant,
        pools: @Reactor () async throws(PostgresError) -> [PoolRow],
        isOurs: @Reactor () async throws(PostgresError) -> Bool, isCutShort: @Reactor () -> Bool
    ) async throws -> Bool {
        guard let line, let commands = JoinedCommands(on: line) else { return false }
        let waiting = try await poolsWithWaiters(pools, isCutShort)
        guard !waiting.isEmpty else { return false }
        defer { self.line = nil }
        try guardian.hold(Self.everything)
        do {
            try commands.send(databases.map { ConsoleVerb.resume($0).text } + [ConsoleVerb.suspend.text])
            try await commands.wait(forAnswers: databases.count, until: deadline)
            for case .refused(let words) in commands.answers.prefix(databases.count) { throw ConsoleError(words) }
            try await waitForLogins(waiting, pools, isOurs, isCutShort)
            try await goOn(commands, after: databases.count, until: .now + PoolerSession.patience)
        } catch {
            // Sent in any case: it ends the SUSPEND, even if the answers were lost.
            try? commands.send([ConsoleVerb.resumeAll.text])
            throw error
        }
        return true
    }

    /// Waits until a login has succeeded in each pool of `waiting`, or for as long as all of PgBouncer may stand still.
    private func waitForLogins(
        _ waiting: [PoolRow], _ pools: @Reactor () async throws(PostgresError) -> [PoolRow],
        _ isOurs: @Reactor () async throws(PostgresError) -> Bool, _ isCutShort: @Reactor () -> Bool
    ) async throws(PostgresError) {
        let begun = ContinuousClock.now
        var isSlow = false
        // Each question also makes PgBouncer's loop turn.
        while !isCutShort() {
            let rows = try await pools()
            guard !isServed(waiting, rows), .now < begun + Self.longPatience else { return }
            if .now >= begun + Self.patience {
                guard isLoggingIn(waiting, rows) else { return }
                if !isSlow { isSlow = try await isOurs() }
                guard isSlow else { return }
            }
            await Reactor.sleep(until: .now + .milliseconds(isSlow ? 5 : 1))
        }
    }

    /// The pools in which a client waits. If none of the app's role does, a client of ours waits there.
    private func poolsWithWaiters(
        _ pools: @Reactor () async throws(PostgresError) -> [PoolRow], _ isCutShort: @Reactor () -> Bool
    ) async throws(PostgresError) -> [PoolRow] {
        let user = app.user
        var waiting = try await pools().filter { $0.clientsWaiting > 0 }
        guard !waiting.contains(where: { $0.user == user }) else { return waiting }
        isWaiterOver = false
        Reactor.task {
            _ = try? await self.waiter.report(until: .now + Self.longPatience + .seconds(1))
            self.isWaiterOver = true
        }
        let patience = ContinuousClock.now + Self.dial
        while !waiting.contains(where: { $0.user == user }), !isWaiterOver, .now < patience, !isCutShort() {
            await Reactor.sleep(until: .now + .milliseconds(1))
            waiting = try await pools().filter { $0.clientsWaiting > 0 }
        }
        return waiting
    }

    /// Ends the SUSPEND, unless SUSPEND was refused: then RESUME would end another console's PAUSE of everything.
    /// - Parameter count: how many commands came before SUSPEND.
    private func goOn(
        _ commands: JoinedCommands, after count: Int, until deadline: ContinuousClock.Instant
    ) async throws {
        try commands.read()
        if commands.answers.count <= count || commands.answers[count] == .done {
            try commands.send([ConsoleVerb.resumeAll.text])
            // SUSPEND is answered only if all clients were suspended before this.
            try await commands.wait(forAnswers: count + 1, until: deadline)
        }
        try guardian.release(Self.everything)
    }

    /// Whether each pool in which a client waited has a server connection, logged in or about to be.
    private func isLoggingIn(_ waiting: [PoolRow], _ pools: [PoolRow]) -> Bool {
        waiting.allSatisfy { pool in pools.contains { $0.isSamePool(as: pool) && $0.servers > 0 } }
    }

    /// Whether each pool in which a client waited has a server connection that is logged in.
    private func isServed(_ waiting: [PoolRow], _ pools: [PoolRow]) -> Bool {
        waiting.allSatisfy { pool in
            pools.contains { $0.isSamePool(as: pool) && $0.hasServers }
        }
    }
}

extension PoolRow {
    fileprivate func isSamePool(as other: PoolRow) -> Bool { database == other.database && user == other.user }
}
