import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The databases for writes, and the one for reads while it is drained with them: each has a connection for its PAUSE, and the guard
/// is told of all of them.
@Reactor
final class PausedDatabases {
    private let writes: [PauseConnection]
    private let reads: PauseConnection?
    private let console: Console
    private let guardian: GuardHandle
    private let holdEnd: HoldEnd
    private let house: PoolerHouse?
    /// The number of times that a PAUSE was asked for.
    private(set) var pauses = 0
    /// The release that is under way.
    private var release: Task<Void, any Error>?

    private static let patience = PoolerSession.patience

    /// - Parameter house: an attached PgBouncer, which may serve other owners; nil if PgBouncer is managed.
    init(
        _ writes: [PauseConnection], reads: PauseConnection?, console: Console, guardian: GuardHandle, holdEnd: HoldEnd,
        house: PoolerHouse?
    ) {
        self.house = house
        self.writes = writes
        self.reads = reads
        self.console = console
        self.guardian = guardian
        self.holdEnd = holdEnd
    }

    private var connections: [PauseConnection] { writes + [reads].compactMap(\.self) }

    /// Of the databases for writes.
    var names: [String] { writes.map(\.database) }

    /// Whether a PAUSE waits for its answer.
    var isWaiting: Bool { connections.contains(where: \.isWaiting) }

    /// Whether each database for writes has a PAUSE, answered or not.
    var areAllPaused: Bool { writes.allSatisfy { $0.isWaiting || $0.isHeld } }

    /// The databases whose PAUSE waits for its answer, once PgBouncer has received it.
    func waiting() async throws -> [String] {
        for connection in connections where connection.isWaiting { _ = try await shownPaused(connection) }
        return connections.filter(\.isWaiting).map(\.database)
    }

    /// Whether one of them is paused or leads elsewhere. The pooler is asked only if our own PAUSE does not tell.
    func isHeldOrLedAway(from member: MemberID) async throws -> Bool {
        if writes.contains(where: \.isHeld) { return true }
        let shown = try await console.databases()
        return names.contains { shown[$0]?.member != member || shown[$0]?.isPaused == true }
    }

    /// Pauses the databases for writes. A PAUSE overtakes a setting that is under way, which then releases no client. A release
    /// ends first.
    /// - Parameter alongWithReads: whether the database for reads is paused, too.
    func pause(alongWithReads: Bool = false) async throws {
        // Opens the connection that ends the hold, if PgBouncer has room for one more.
        Reactor.task { try? await self.holdEnd.open(until: .now + Self.patience) }
        pauses += 1
        _ = await release?.result
        let connections = alongWithReads ? connections : writes
        if alongWithReads { try await reads?.open(until: .now + Self.patience) }
        for connection in connections { try guardian.hold(connection.database) }
        try await giveUpResumed()
        let pauses = connections.map { connection in Reactor.immediateTask { try await connection.pause() } }
        for pause in pauses { try await pause.value }
    }

    /// Abandons each waiting PAUSE whose database another console has resumed: PgBouncer would never answer it.
    private func giveUpResumed() async throws {
        guard isWaiting else { return }
        let shown = try await console.databases()
        for connection in connections where connection.isWaiting && shown[connection.database]?.isPaused == false {
            connection.giveUp()
        }
    }

    /// Ends every PAUSE, including those that wait, and admits clients that were turned away. This comes last, so that
    /// none of them logs in under the pause.
    /// - Parameters:
    ///   - shown: the rows of SHOW DATABASES if they are known already; nil asks.
    ///   - gently: whether a login is waited for, since the database leads to the same server as before.
    func resume(_ shown: [String: DatabaseRow]? = nil, gently: Bool = false) async throws {
        let release = Reactor.immediateTask {
            for connection in self.writes {
                try await self.resume(connection, shown?[connection.database], gently: gently)
            }
            guard let reads = self.reads, reads.isWaiting || reads.isHeld else { return }
            try await self.resume(reads, shown?[reads.database])
        }
        self.release = release
        defer { self.release = nil }
        try await release.value
    }

    private func resume(
        _ connection: PauseConnection, _ shown: DatabaseRow?, gently: Bool = false
    ) async throws {
        let name = connection.database
        let database = try await shownPaused(connection, shown)
        let pauses = pauses
        if database?.isPaused == true {
            let isDone =
                gently
                ? try await holdEnd.resume(
                    name, until: .now + Self.patience,
                    pools: { [console] () async throws(PostgresError) in
                        try await console.rows(PoolRow.self).filter { $0.database == name }
                    },
                    isOurs: { [console, house] () async throws(PostgresError) -> Bool in
                        try await house?.isOurs(console) ?? true
                    },
                    isCutShort: { self.pauses != pauses })
                : false
            if !isDone { try await console.tell(.resume(name)) }
        }
        connection.giveUp()
        try guardian.release(name)
        if database?.isDisabled == true { try await console.tell(.enable(name)) }
    }

    /// The row of SHOW DATABASES once a PAUSE that was sent has arrived: before that it can neither be ended nor waited
    /// for.
    /// - Parameter shown: the row if it is known already; nil asks.
    private func shownPaused(
        _ connection: PauseConnection, _ shown: DatabaseRow? = nil
    ) async throws -> DatabaseRow? {
        var database = if let shown { shown } else { try await console.databases()[connection.database] }
        let limit = ContinuousClock.now + Self.patience
        while connection.isWaiting, database?.isPaused != true, .now < limit {
            database = try await console.databases()[connection.database]
        }
        return database
    }

    /// Turns clients away. DISABLE refuses new logins; KILL drops the present clients, and leaves the database paused.
    /// A client that was logging in between the two waits under the pause and fails after one second, as when writes
    /// are refused.
    func turnAway() async throws {
        for connection in writes {
            try guardian.hold(connection.database)
            try await console.tell(.disable(connection.database))
            try await console.tell(.kill(connection.database))
            connection.giveUp()
        }
    }

    /// Closes all connections: no command is sent any more.
    func close() {
        connections.forEach { $0.close() }
        holdEnd.close()
    }
}
