import Glibc
import LinuxReactor
import PointsmanFormats
import PostgresClient

/// A connection to PgBouncer's console that is dialled again once a command has had no answer on it, so that a PgBouncer
/// which stood still for a while can be told things afterwards.
@Reactor
final class ConsoleConnection {
    private let login: Login
    private var connection: PostgresConnection?
    private var isClosed = false
    /// Is called when a command has had no answer.
    var whenLost: (@Reactor () -> Void)?

    /// - Parameter login: how the console is reached.
    nonisolated init(_ login: Login) {
        self.login = login
    }

    /// Its socket; nil while it is not connected.
    var socket: Int32? { connection?.socket }

    /// Connects, if it is not connected.
    @discardableResult
    func open(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        if let connection { return connection }
        let opened = isClosed ? nil : try await login.connect(until: deadline)
        guard !isClosed, let opened else {
            throw PostgresError(code: .cancelled, message: "the session with PgBouncer's console is over")
        }
        connection = opened
        return opened
    }

    /// Ends it for good: what is under way fails, and what was not sent yet never is.
    func close() {
        isClosed = true
        whenLost = nil
        if let socket { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    func execute(
        _ command: String, until deadline: ContinuousClock.Instant, reading bytes: Int? = nil
    ) async throws(PostgresError) -> [ResultSet] {
        try await use(until: deadline) { (connection) throws(PostgresError) in
            try await connection.execute(command, until: deadline, reading: bytes)
        }
    }

    /// RELOAD, as ``PostgresConnection/reloadQuietly(within:until:)`` sends it.
    func reloadQuietly(within patience: Duration, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        try await use(until: deadline) { (connection) throws(PostgresError) in
            try await connection.reloadQuietly(within: patience, until: deadline)
        }
    }

    private func use<Answer: Sendable>(
        until deadline: ContinuousClock.Instant,
        _ work: @Reactor (PostgresConnection) async throws(PostgresError) -> Answer
    ) async throws(PostgresError) -> Answer {
        let connection = try await open(until: deadline)
        do throws(PostgresError) {
            return try await work(connection)
        } catch {
            // An error that the console sent is an answer.
            if error.code != .server, self.connection === connection {
                self.connection = nil
                // What closed it is PgBouncer's end, which the guard sees by itself.
                if error.code != .transport { whenLost?() }
            }
            throw error
        }
    }
}

extension PostgresConnection {
    /// Sends RELOAD on this console connection, at a moment when no server connection is logging in.
    ///
    /// RELOAD ends the ones that are, where what they log in to or TLS has changed (with TLS it takes everything for
    /// changed), and counts that as a login that failed: until the next one succeeds, each new query is refused with
    /// "server login has been failing".
    /// - Parameter patience: how long to wait for that moment; then it is sent all the same.
    func reloadQuietly(within patience: Duration, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        let limit = ContinuousClock.now + patience
        while ContinuousClock.now < limit, try await hasLogins(until: deadline) {
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        try await Console(self, until: deadline).tell(.reload)
    }

    private func hasLogins(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> Bool {
        try await Console(self, until: deadline).rows(PoolRow.self).contains { $0.serversLogin > 0 }
    }
}
