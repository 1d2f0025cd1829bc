import CLibpq
package import LinuxReactor

/// A connection to PostgreSQL, or to PgBouncer's console, that never blocks: each wait is the reactor's, each has a
/// deadline. One task uses it at a time.
///
/// After a deadline or a lost link it can't be used any more: close it and dial again.
@Reactor
package final class PostgresConnection {
    private let handle: ConnectionHandle
    private let waiter = Waiter()
    private let notices = NoticeBox()

    private init(handle: consuming ConnectionHandle) {
        self.handle = handle
        PQsetNoticeReceiver(self.handle.raw, receiveNotice, Unmanaged.passUnretained(notices).toOpaque())
    }

    /// Connects and authenticates.
    /// - Parameter onPasswordRequest: is called as soon as the server asks for a password: its start is over by then. One
    ///   that wants none never asks.
    package static func connect(
        _ parameters: [(keyword: String, value: String)], until deadline: ContinuousClock.Instant,
        onPasswordRequest: (@Reactor () -> Void)? = nil
    ) async throws(PostgresError) -> PostgresConnection {
        var parameters = parameters
        let watch = AuthenticationWatch(&parameters)
        let connection = PostgresConnection(handle: ConnectionHandle(connecting: parameters))
        try await connection.finishConnecting(until: deadline, watch, onPasswordRequest)
        return connection
    }

    /// The server's process for this connection, as pg_stat_activity shows it.
    package var backendProcessID: Int32 { PQbackendPID(handle.raw) }

    /// The server's version as libpq counts it: 150004 is 15.4.
    package var serverVersion: Int32 { PQserverVersion(handle.raw) }

    /// The socket, to be handed to a child; it stays libpq's.
    package var socket: Int32 { PQsocket(handle.raw) }

    /// What the server last reported of one of its settings, such as `in_hot_standby`; nil where it reports none.
    package func parameterStatus(_ name: String) -> String? {
        PQparameterStatus(handle.raw, name).map { String(cString: $0) }
    }

    /// Runs `sql`, which may hold several statements, in one round trip of the simple protocol.
    /// - Returns: a result a statement, in order.
    package func execute(
        _ sql: String, until deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> [ResultSet] {
        guard PQsendQuery(handle.raw, sql) == 1 else { throw lost() }
        try await flush(until: deadline)
        var results: [ResultSet] = []
        var failure: PostgresError?
        while true {
            while PQisBusy(handle.raw) == 1 {
                try await ready(for: .reading, until: deadline)
                guard PQconsumeInput(handle.raw) == 1 else { throw lost() }
            }
            guard let result = PQgetResult(handle.raw) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: results.append(ResultSet(result))
            default: failure = failure ?? PostgresError(result)
            }
        }
        if handle.isBad, failure?.sqlState == nil { throw lost() }
        if let failure { throw failure }
        return results
    }

    /// Waits while nothing is under way.
    /// - Returns: why the wait ended; nil at the deadline, on ``poke()`` and on cancellation, the error when the link
    ///   was lost, with the server's farewell (57P01 and the like) where it sent one.
    package func idle(until deadline: ContinuousClock.Instant?) async -> PostgresError? {
        while await waiter.wait(on: socket, for: .reading, until: deadline) == .ready {
            if PQconsumeInput(handle.raw) != 1 || handle.isBad { return lost() }
            // An idle connection is read by asking for a result that can't be there: it takes in notices on the way.
            _ = PQisBusy(handle.raw)
        }
        return nil
    }

    /// Ends the wait of ``idle(until:)``.
    package func poke() {
        waiter.poke()
    }

    private func finishConnecting(
        until deadline: ContinuousClock.Instant, _ watch: AuthenticationWatch,
        _ onPasswordRequest: (@Reactor () -> Void)?
    ) async throws(PostgresError) {
        var onPasswordRequest = onPasswordRequest
        var next = handle.isBad ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            switch next {
            case PGRES_POLLING_READING: try await ready(for: .reading, until: deadline)
            case PGRES_POLLING_WRITING: try await ready(for: .writing, until: deadline)
            default: throw lost()
            }
            if let refusal = watch.refusal(handle.raw) { throw refusal }
            next = PQconnectPoll(handle.raw)
            if next != PGRES_POLLING_FAILED, PQconnectionUsedPassword(handle.raw) == 1 {
                onPasswordRequest?()
                onPasswordRequest = nil
            }
        }
    }

    private func flush(until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        while true {
            switch PQflush(handle.raw) {
            case 0: return
            case 1:
                try await ready(for: .both, until: deadline)
                guard PQconsumeInput(handle.raw) == 1 else { throw lost() }
            default: throw lost()
            }
        }
    }

    private func ready(for interest: Interest, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        // libpq may change its socket between two polls, so it is read anew at every wait.
        switch await waiter.wait(on: socket, for: interest, until: deadline) {
        case .ready, .poked: return
        case .deadline: throw PostgresError(code: .deadline, message: "no answer within the time limit")
        case .cancelled: throw PostgresError(code: .cancelled, message: "cancelled")
        }
    }

    private func lost() -> PostgresError {
        notices.farewell ?? PostgresError(libpqText: handle.errorText)
    }
}
