import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The databases for writes: each has a connection on which it is paused, and the guard answers for all of them.
@Reactor
final class PausedDatabases {
    private let connections: [PauseConnection]
    private let console: Console
    private let guardian: GuardHandle
    private let holdEnd: HoldEnd
    /// How often a PAUSE was asked for.
    private(set) var pauses = 0
    /// The release that is under way.
    private var release: Task<Void, any Error>?

    private static let patience = PoolerSession.patience

    init(_ connections: [PauseConnection], console: Console, guardian: GuardHandle, holdEnd: HoldEnd) {
        self.connections = connections
        self.console = console
        self.guardian = guardian
        self.holdEnd = holdEnd
    }

    var names: [String] { connections.map(\.database) }

    /// Whether a PAUSE has no answer yet.
    var isWaiting: Bool { connections.contains(where: \.isWaiting) }

    /// Whether each of them has a PAUSE, answered or not.
    var areAllPaused: Bool { connections.allSatisfy { $0.isWaiting || $0.isHeld } }

    /// Those whose PAUSE has no answer yet, once it has arrived.
    func waiting() async throws -> [String] {
        for connection in connections where connection.isWaiting { _ = try await shownPaused(connection) }
        return connections.filter(\.isWaiting).map(\.database)
    }

    /// Whether one of them is paused or leads elsewhere; the pooler is asked only where our own PAUSE does not tell.
    func isHeldOrLedAway(from member: MemberID) async throws -> Bool {
        if connections.contains(where: \.isHeld) { return true }
        let shown = try await console.databases()
        return names.contains { shown[$0]?.member != member || shown[$0]?.isPaused == true }
    }

    /// A PAUSE overtakes a setting that is under way: that releases nobody then. A release that has begun ends first.
    func pause() async throws {
        // By when it ends, if PgBouncer has room for one more.
        Task { @Reactor in try? await self.holdEnd.open(until: .now + Self.patience) }
        pauses += 1
        _ = await release?.result
        for name in names { try guardian.hold(name) }
        try await giveUpResumed()
        let pauses = connections.map { connection in Task.immediate { @Reactor in try await connection.pause() } }
        for pause in pauses { try await pause.value }
    }

    /// Gives up each PAUSE that waits though another console has resumed its database: it never gets an answer.
    private func giveUpResumed() async throws {
        guard isWaiting else { return }
        let shown = try await console.databases()
        for connection in connections where connection.isWaiting && shown[connection.database]?.isPaused == false {
            connection.giveUp()
        }
    }

    /// Ends every PAUSE, the ones that wait too, and lets clients in who were turned away; last, so that none of them logs
    /// in under the pause.
    /// - Parameters:
    ///   - shown: what SHOW DATABASES has just answered; nil asks.
    ///   - gently: whether who asks next waits for a login: where it leads to the server that it led to before.
    func resume(_ shown: [String: DatabaseRow]? = nil, gently: Bool = false) async throws {
        let release = Task.immediate { @Reactor in
            for connection in self.connections {
                try await self.resume(connection, shown?[connection.database], gently: gently)
            }
        }
        self.release = release
        defer { self.release = nil }
        try await release.value
    }

    private func resume(_ connection: PauseConnection, _ shown: DatabaseRow?, gently: Bool) async throws {
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
                    isCutShort: { self.pauses != pauses })
                : false
            if !isDone { try await console.tell(.resume(name)) }
        }
        connection.giveUp()
        try guardian.release(name)
        if database?.isDisabled == true { try await console.tell(.enable(name)) }
    }

    /// What SHOW DATABASES says once a PAUSE that is on its way has arrived: before that it can't be ended, nor be waited for.
    /// - Parameter shown: what it has said; nil asks.
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

    /// DISABLE refuses who logs in; KILL drops who is in, and leaves the name paused. Between the two a client may have
    /// been logging in already: it waits under the pause and fails after one second, as where writes are refused.
    func turnAway() async throws {
        for connection in connections {
            try guardian.hold(connection.database)
            try await console.tell(.disable(connection.database))
            try await console.tell(.kill(connection.database))
            connection.giveUp()
        }
    }

    /// Nothing is sent any more.
    func close() {
        connections.forEach { $0.close() }
        holdEnd.close()
    }
}
