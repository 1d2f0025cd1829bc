import CLibpq
package import LinuxReactor

/// A connection to PostgreSQL, or to PgBouncer's console, that never blocks: each wait is the reactor's, each has a
/// deadline, and what the server may send is bounded. One task uses it at a time.
///
/// After a deadline, a lost link or a server that misbehaves it can't be used any more: close it and dial again.
@Reactor
package final class PostgresConnection {
    let link: LibpqLink
    private let waiter = Waiter()
    /// What may come in answer to one statement, or while nothing is under way.
    private let mostBytes: Int

    /// Enough for SHOW CLIENTS of 20,000 clients.
    package static let consoleBytes = 8 << 20
    /// Enough for a console's other answers, with thousands of databases and pools.
    package static let answerBytes = 1 << 20
    /// Enough for a server that anybody may have put into DNS: a probe's own row is under 1 kB.
    package static let memberBytes = 256 << 10

    /// What other sessions may have told meanwhile, on a session that listens.
    private static let notificationBytes = 16 << 20

    static let tooLate = PostgresError(code: .deadline, message: "no answer within the time limit")

    init(link: LibpqLink, reading bytes: Int) {
        self.link = link
        mostBytes = bytes
    }

    /// The server's process for this connection, as pg_stat_activity shows it.
    package var backendProcessID: Int32 { PQbackendPID(link.raw) }

    /// The server's version as libpq counts it: 150004 is 15.4.
    package var serverVersion: Int32 { PQserverVersion(link.raw) }

    /// The socket, to be handed to a child; it stays libpq's.
    package var socket: Int32 { PQsocket(link.raw) }

    /// What the server last reported of one of its settings, such as `in_hot_standby`; nil where it reports none.
    package func parameterStatus(_ name: String) -> String? {
        PQparameterStatus(link.raw, name).map { String(cString: $0) }
    }

    /// Runs `sql`, which may hold several statements, in one round trip of the simple protocol.
    /// - Returns: a result a statement, in order.
    package func execute(
        _ sql: String, until deadline: ContinuousClock.Instant, reading bytes: Int? = nil
    ) async throws(PostgresError) -> [ResultSet] {
        link.budget.allow(bytes ?? mostBytes)
        link.roomForNotifications = Self.notificationBytes
        guard link.send(sql) else { throw link.loss }
        try await flush(until: deadline)
        var answer = Answer()
        while true {
            while link.isBusy() {
                try await ready(for: .reading, until: deadline)
                guard link.consumeInput() else { throw link.loss }
            }
            guard let result = link.nextResult() else { break }
            defer { PQclear(result) }
            try answer.take(result)
        }
        if link.isBad, answer.failure?.sqlState == nil { throw link.loss }
        if let failure = answer.failure { throw failure }
        return answer.results
    }

    /// Waits while nothing is under way.
    /// - Returns: why the wait ended; nil at the deadline, on ``poke()`` and on cancellation, the error when the link
    ///   was lost, with the server's farewell (57P01 and the like) where it sent one.
    package func idle(until deadline: ContinuousClock.Instant?) async -> PostgresError? {
        // Notices and settings at most, on a console too.
        link.budget.allow(min(mostBytes, Self.memberBytes))
        link.roomForNotifications = Self.notificationBytes
        // Some may have come with the answer to what was asked last.
        if !link.notifications.isEmpty { return nil }
        while await waiter.wait(on: socket, for: .reading, until: deadline) == .ready {
            if !link.consumeInput() || link.isBad { return link.loss }
            // An idle connection is read by asking for a result that can't be there: it takes in notices on the way.
            _ = link.isBusy()
            if !link.notifications.isEmpty { return nil }
            // What keeps coming must not win over the deadline.
            if let deadline, .now >= deadline { return nil }
        }
        return nil
    }

    /// Keeps what is told on the channels that this session listens to, for ``takeNotifications()``; else it is dropped.
    package func keepNotifications() { link.isListening = true }

    /// What was told on the channels that this session listens to, since it was taken last. Waiting for it is ``idle(until:)``,
    /// which ends when some has come.
    package func takeNotifications() -> [PostgresNotification] {
        defer { link.notifications = [] }
        return link.notifications
    }

    /// Ends the wait of ``idle(until:)``.
    package func poke() {
        waiter.poke()
    }

    private func flush(until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        while true {
            switch link.flush() {
            case 0: return
            case 1:
                try await ready(for: .both, until: deadline)
                guard link.consumeInput() else { throw link.loss }
            default: throw link.loss
            }
        }
    }

    /// Waits for the socket. A deadline that has passed is seen here before each wait: what keeps coming must not win over
    /// it, and what came while this process was kept from running still counts once.
    func ready(for interest: Interest, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        guard .now < deadline else { throw Self.tooLate }
        // libpq may change its socket between two polls, so it is read anew at every wait.
        switch await waiter.wait(on: socket, for: interest, until: deadline) {
        case .ready, .poked: return
        case .deadline: throw Self.tooLate
        case .cancelled: throw PostgresError(code: .cancelled, message: "cancelled")
        }
    }
}
