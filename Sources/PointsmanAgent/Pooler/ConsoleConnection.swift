import Glibc
import LinuxReactor
import PointsmanFormats
import PostgresClient

/// A connection to PgBouncer's console. If a command gets no answer it is dialled again, so that a PgBouncer which hung
/// for a while takes commands afterwards.
@Reactor
final class ConsoleConnection {
    private let login: Login
    private var connection: PostgresConnection?
    private var isClosed = false
    /// A function that is called when a command has had no answer.
    var whenLost: (@Reactor () -> Void)?

    /// - Parameter login: how the console is reached.
    nonisolated init(_ login: Login) {
        self.login = login
    }

    /// The connection's socket; nil while it is not connected.
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

    /// Closes it for good: commands under way fail, and commands that were not sent yet are dropped.
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

    /// Sends RELOAD, as ``PostgresConnection/reloadQuietly(within:until:)`` does.
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
            // An error that the console sent counts as an answer.
            if error.code != .server, self.connection === connection {
                self.connection = nil
                // A connection that was closed means PgBouncer's end, which the guard sees by itself.
                if error.code != .transport { whenLost?() }
            }
            throw error
        }
    }
}

extension PostgresConnection {
    /// Sends RELOAD on this console connection, at a moment when no server connection is logging in.
    ///
    /// RELOAD ends the logins under way if their server or TLS has changed (with TLS it takes everything for changed)
    /// and counts each as a failed login: until the next one succeeds, each new query is refused with "server login has
    /// been failing".
    /// - Parameter patience: how long to wait for such a moment; after that RELOAD is sent anyway.
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
