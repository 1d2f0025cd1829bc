import LinuxReactor
import PointsmanFormats
import PostgresClient

/// A console connection that is kept ready for one command: PAUSE of one database.
///
/// PgBouncer answers PAUSE when the last server connection is free, and never if another console has sent RESUME
/// meanwhile. So each PAUSE has a connection of its own, which is closed when the PAUSE is abandoned.
@Reactor
final class PauseConnection {
    let database: String
    private let login: Login
    private var connection: PostgresConnection?
    private var waiting: Task<Void, any Error>?
    private var isClosed = false

    init(database: String, login: Login) {
        self.database = database
        self.login = login
    }

    /// Whether a PAUSE waits for its answer.
    var isWaiting: Bool { waiting != nil }
    /// Whether a PAUSE was answered, and nothing is known to have ended it since.
    private(set) var isHeld = false

    /// Takes that an earlier agent has left the database paused.
    func takeHeld() { isHeld = true }

    /// Connects, if it is not connected.
    func open(until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        if connection == nil, !isClosed {
            connection = try await login.connect(until: deadline)
        }
        if isClosed {
            connection = nil
            throw PostgresError(code: .cancelled, message: "the session with PgBouncer's console is over")
        }
    }

    /// Sends PAUSE, unless one waits already, and suspends until PgBouncer answers. Throws if the PAUSE fails or is
    /// abandoned.
    func pause() async throws {
        if let waiting { return try await waiting.value }
        try await open(until: .now + .seconds(2))
        guard let connection else { return }
        let command = ConsoleVerb.pause(database).text
        // It has no time limit of its own: the core decides when to abandon it.
        let task = Reactor.immediateTask {
            _ = try await connection.execute(command, until: .now + .seconds(86_400))
        }
        waiting = task
        let result = await task.result
        guard waiting == task else { throw ConsoleError("the PAUSE was given up") }
        waiting = nil
        if case .failure(let error) = result {
            self.connection = nil
            throw error
        }
        isHeld = true
    }

    /// Closes it for good: a command that was not sent yet is dropped.
    func close() {
        isClosed = true
        isHeld = false
        waiting?.cancel()
        waiting = nil
        connection = nil
    }

    /// Abandons a PAUSE because the database is resumed: PgBouncer would never answer it.
    func giveUp() {
        isHeld = false
        guard let waiting else { return }
        waiting.cancel()
        self.waiting = nil
        connection = nil
        Reactor.task { try? await self.open(until: .now + .seconds(2)) }
    }
}
