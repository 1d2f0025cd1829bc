import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The databases for writes, and those for reads while they are drained with them: they have connections of their own for their
/// PAUSE, and the guard is told of all of them.
@Reactor
final class PausedDatabases {
    private let writes: [PauseConnection]
    private let reads: [PauseConnection]
    /// The databases that `*` opens; nil if no line does.
    private let others: OtherDatabases?
    private let console: Console
    private let guardian: GuardHandle
    private let holdEnd: HoldEnd
    private let house: PoolerHouse?
    /// The number of times that a PAUSE was asked for.
    private(set) var pauses = 0
    /// The release that is under way.
    private var release: Task<Void, any Error>?

    private static let patience = PoolerSession.patience
    /// The time within which PgBouncer has read a PAUSE, if it gives other answers meanwhile.
    private static let arrival = Duration.milliseconds(50)

    /// - Parameter house: an attached PgBouncer, which may serve other owners; nil if PgBouncer is managed.
    init(
        _ writes: [PauseConnection], reads: [PauseConnection], others: OtherDatabases?, console: Console,
        guardian: GuardHandle, holdEnd: HoldEnd, house: PoolerHouse?
    ) {
        self.house = house
        self.writes = writes
        self.reads = reads
        self.others = others
        self.console = console
        self.guardian = guardian
        self.holdEnd = holdEnd
    }

    private var connections: [PauseConnection] { writes + (others?.connections ?? []) + reads }

    /// Of the databases for writes, without those that `*` has opened.
    private var names: [String] { writes.flatMap(\.databases) }

    /// Whether a PAUSE waits for its answer.
    var isWaiting: Bool { connections.contains(where: \.isWaiting) }

    /// Whether each database for writes has a PAUSE, answered or not.
    var areAllPaused: Bool { writes.allSatisfy { $0.isWaiting || $0.isHeld } }

    /// The databases whose PAUSE waits for its answer, once PgBouncer has received it: those that have a server connection, where
    /// several wait together.
    /// - Throws: ConsoleError if another console has resumed one for writes.
    func waiting() async throws -> [String] {
        for connection in connections where connection.isWaiting { _ = try await shownPaused(connection) }
        guard areAllPaused else { throw ConsoleError("another console has resumed a database that is to be paused") }
        let waiting = connections.filter(\.isWaiting).flatMap(\.databases)
        guard waiting.count > 1 else { return waiting }
        let busy = Set(try await console.rows(PoolRow.self).filter { $0.servers > 0 }.map(\.database))
        return waiting.filter(busy.contains)
    }

    /// Whether one of them is paused or leads elsewhere. The pooler is asked only if our own PAUSE does not tell.
    func isHeldOrLedAway(from member: MemberID, by file: DatabasesFile) async throws -> Bool {
        if writes.contains(where: \.isHeld) { return true }
        let shown = try await console.databases(file)
        return names.contains { shown[$0]?.member != member || shown[$0]?.isPaused == true }
    }

    /// Pauses the databases for writes. A PAUSE overtakes a setting that is under way, which then releases no client. A release
    /// ends first.
    /// - Parameter alongWithReads: whether the databases for reads are paused, too.
    func pause(alongWithReads: Bool = false) async throws {
        // Opens the connection that ends the hold, if PgBouncer has room for one more.
        Reactor.task { try? await self.holdEnd.open(until: .now + Self.patience) }
        pauses += 1
        _ = await release?.result
        let connections = alongWithReads ? writes + reads : writes
        if alongWithReads { for connection in reads { try await connection.open(until: .now + Self.patience) } }
        try guardian.hold(connections.flatMap(\.databases))
        try await giveUpResumed()
        let pauses = connections.map { connection in Reactor.immediateTask { try await connection.pause() } }
        try await others?.pause()
        for pause in pauses { try await pause.value }
        try await others?.untilPaused()
    }

    /// Abandons each waiting PAUSE of which another console has resumed a database: PgBouncer would never answer it.
    private func giveUpResumed() async throws {
        guard isWaiting else { return }
        let shown = try await console.databases()
        for connection in connections where connection.isWaiting {
            if connection.databases.contains(where: { shown[$0]?.isPaused == false }) { connection.giveUp() }
        }
    }

    /// Ends every PAUSE, including those that wait, and admits clients that were turned away. This comes last, so that
    /// none of them logs in under the pause.
    /// - Parameters:
    ///   - shown: the rows of SHOW DATABASES if they are known already; nil asks.
    ///   - gently: whether a login is waited for, since the database leads to the same server as before.
    func resume(_ shown: [String: DatabaseRow]? = nil, gently: Bool = false) async throws {
        let release = Reactor.immediateTask {
            await self.others?.stop()
            let others = self.others?.connections ?? []
            // One that `*` has opened may have been paused since.
            try await self.resume(self.writes + others, others.isEmpty ? shown : nil, gently: gently)
            let reads = self.reads.filter { $0.isWaiting || $0.isHeld }
            if !reads.isEmpty { try await self.resume(reads, shown) }
        }
        self.release = release
        defer { self.release = nil }
        try await release.value
    }

    private func resume(
        _ connections: [PauseConnection], _ shown: [String: DatabaseRow]?, gently: Bool = false
    ) async throws {
        var shown = if let shown { shown } else { try await console.databases() }
        for connection in connections where connection.isWaiting { shown = try await shownPaused(connection, shown) }
        connections.forEach { $0.expectRelease() }
        let names = connections.flatMap(\.databases)
        let paused = names.filter { shown[$0]?.isPaused == true }
        if !paused.isEmpty, try await !resumeGently(paused, gently: gently) {
            try await resumeAtOnce(paused, by: connections.first { !$0.isWaiting && $0.databases.count > 1 })
        }
        // PgBouncer may have put one that `*` has opened aside; it is paused all the same.
        for name in names where shown[name] == nil { try await console.tellTakingRefusal(.resume(name)) }
        connections.forEach { $0.giveUp() }
        others?.forget(connections)
        try guardian.release(names)
        for name in names where shown[name]?.isDisabled == true { try await console.tell(.enable(name)) }
    }

    private func resumeGently(_ paused: [String], gently: Bool) async throws -> Bool {
        guard gently else { return false }
        let (pauses, names) = (pauses, Set(paused))
        return try await holdEnd.resume(
            paused, until: .now + Self.patience,
            pools: { [console] () async throws(PostgresError) in
                try await console.rows(PoolRow.self).filter { names.contains($0.database) }
            },
            isOurs: { [console, house] () async throws(PostgresError) -> Bool in
                try await house?.isOurs(console) ?? true
            },
            isCutShort: { self.pauses != pauses })
    }

    private func resumeAtOnce(_ paused: [String], by connection: PauseConnection?) async throws {
        if paused.count > 1, try await connection?.resume(paused, until: .now + Self.patience) == true { return }
        for name in paused { try await console.tell(.resume(name)) }
    }

    /// The rows of SHOW DATABASES once a PAUSE that was sent has arrived: before that it can neither be ended nor waited
    /// for. PgBouncer reads what was sent before it gives the second answer or the third. If many don't show the PAUSE,
    /// another console has ended it; it is given up, since PgBouncer would never answer it.
    /// - Parameter shown: the rows if they are known already; nil asks.
    private func shownPaused(
        _ connection: PauseConnection, _ shown: [String: DatabaseRow]? = nil
    ) async throws -> [String: DatabaseRow] {
        var rows = if let shown { shown } else { try await console.databases() }
        let (begun, mostLooks) = (ContinuousClock.now, 10)
        var looks = 0
        // Of a database that PgBouncer doesn't have there is no row.
        while connection.isWaiting, connection.databases.contains(where: { rows[$0]?.isPaused == false }) {
            guard looks < mostLooks || .now - begun < Self.arrival else {
                connection.giveUp()
                break
            }
            rows = try await console.databases()
            looks += 1
        }
        return rows
    }

    /// Turns clients away. DISABLE refuses new logins; KILL drops the present clients, and leaves the database paused.
    /// A client that was logging in between the two waits under the pause and fails after one second, as when writes
    /// are refused.
    func turnAway() async throws {
        for connection in writes + (others?.connections ?? []) {
            try guardian.hold(connection.databases)
            for database in connection.databases {
                try await console.tell(.disable(database))
                try await console.tell(.kill(database))
            }
            connection.giveUp()
        }
    }

    /// Closes all connections: no command is sent any more.
    func close() {
        others?.close()
        connections.forEach { $0.close() }
        holdEnd.close()
    }
}
