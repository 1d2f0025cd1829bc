import CLibpq
import Glibc
package import LinuxReactor

/// A connection to PostgreSQL, or to PgBouncer's console, that never blocks: the reactor does each wait, each wait has
/// a deadline, and the number of bytes that the server may send is limited. One task uses it at a time.
///
/// After a deadline, a lost link or misbehaviour of the server it can't be used any more: close it and dial again.
@Reactor
package final class PostgresConnection {
    let link: LibpqLink
    private let waiter = Waiter()
    /// The most bytes of the answer to one statement, or while the connection is idle.
    private let mostBytes: Int

    /// Enough for SHOW CLIENTS of 20,000 clients.
    package static let consoleBytes = 8 << 20
    /// Enough for a console's other answers, with thousands of databases and pools.
    package static let answerBytes = 1 << 20
    /// Enough for a server that DNS names, which may be any server: a probe's own row has less than 1 kB.
    package static let memberBytes = 256 << 10

    /// The most bytes of other sessions' notifications on a session that listens.
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

    /// The socket, for a child process to inherit; libpq still owns it.
    package var socket: Int32 { PQsocket(link.raw) }

    /// Leaves the connection to a child process that has inherited its socket. Nothing more is said to the server from here: libpq
    /// would end the session for both.
    package func leaveSocket() throws(SystemError) {
        let nowhere = try Descriptor.reading("/dev/null", links: .followed)
        guard dup2(nowhere.number, socket) >= 0, fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 else {
            throw SystemError(call: "dup2 of /dev/null", code: errno)
        }
    }

    /// The last value that the server reported of one of its settings, such as `in_hot_standby`; nil if it reports
    /// none.
    package func parameterStatus(_ name: String) -> String? {
        PQparameterStatus(link.raw, name).map { String(cString: $0) }
    }

    /// Runs `sql`, which may hold several statements, in one round trip of the simple protocol.
    /// - Returns: one result for each statement, in order. Throws at the deadline, on an error of the server, or if the
    ///   link is lost.
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

    /// Waits while no statement is under way.
    /// - Returns: nil at the deadline, on ``poke()``, on a notification and on cancellation; the error if the link was
    ///   lost, with the server's last message (57P01 and the like) if it sent one.
    package func idle(until deadline: ContinuousClock.Instant?) async -> PostgresError? {
        // Only notices and settings come here, on a console too.
        link.budget.allow(min(mostBytes, Self.memberBytes))
        link.roomForNotifications = Self.notificationBytes
        // Notifications may have come with the last answer.
        if !link.notifications.isEmpty { return nil }
        while await waiter.wait(on: socket, for: .reading, until: deadline) == .ready {
            if !link.consumeInput() || link.isBad { return link.loss }
            // An idle connection is read by asking for a result that can't be there: notices are read on the way.
            _ = link.isBusy()
            if link.isBad { return link.loss }
            if !link.notifications.isEmpty { return nil }
            // A server that keeps sending must not outlast the deadline.
            if let deadline, .now >= deadline { return nil }
        }
        return nil
    }

    /// Keeps the notifications of the channels that this session listens to, for ``takeNotifications()``; otherwise
    /// they are dropped.
    package func keepNotifications() { link.isListening = true }

    /// The notifications that came since the last call. To wait for some use ``idle(until:)``, which ends when one has
    /// come.
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

    /// Waits for the socket. Each call first checks the deadline: a server that keeps sending must not outlast it, and
    /// bytes that came while this process did not run still count once.
    func ready(for interest: Interest, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        guard .now < deadline else { throw Self.tooLate }
        // libpq may change its socket between two polls, so it is read at every wait.
        switch await waiter.wait(on: socket, for: interest, until: deadline) {
        case .ready, .poked: return
        case .deadline: throw Self.tooLate
        case .cancelled: throw PostgresError(code: .cancelled, message: "cancelled")
        }
    }
}
