import Glibc
import PointsmanCore
import PostgresClient

/// The pauses between one session with PgBouncer and the next.
struct SessionPace {
    /// The refusals in a row.
    private var refusals = BackOff()
    // A session that came up counts as a good start of the console; how long it lasts is counted separately.
    private var attempts = RestartBrake()
    private var sessions = RestartBrake()

    /// The pauses after a refusal: the console may have no room for another client just now.
    private static let paceOfRefusals = BackOff.Pace(first: .seconds(1), longest: .seconds(8))

    /// Notes that a session has come up.
    mutating func sessionCameUp() {
        refusals.reset()
        attempts = RestartBrake()
    }

    /// The pause after a session that has lasted for `duration`.
    mutating func pause(afterSessionOf duration: Duration) -> Duration { sessions.pause(afterRunning: duration) }

    /// The pause after an error. A console that is not there costs nothing and may be back at any moment; any other
    /// error, such as a guard that can't be started, may last for ever.
    mutating func pause(after error: any Error, at now: Instant) -> Duration {
        let failure = error as? PostgresError
        if failure?.code == .server || error is ConsoleError {
            // Each refusal adds a line to PgBouncer's log.
            refusals.fail(Self.paceOfRefusals, seed: 0, at: now)
            return refusals.next.map { $0 - now } ?? .zero
        }
        return failure?.hasNoListener == true ? .milliseconds(20) : max(.milliseconds(20), attempts.pause())
    }
}

extension PostgresError {
    /// Whether no process listens where it should be.
    var hasNoListener: Bool { systemError == ECONNREFUSED || systemError == ENOENT }
}
