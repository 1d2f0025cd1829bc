import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient

/// Has PgBouncer keep the server connections that it has while the server refuses its password: it could replace none that it
/// closes for its age, and once the last one is closed clients fail. RELOAD ends it, as it comes with the new password.
@Reactor
final class KeptConnections {
    private let login: Login
    private let log: Logger
    private let record: LoginRecord
    private var isKept = false { didSet { record.note(keepsConnections: isKept) } }
    private var task: Task<Void, Never>?

    /// A day, and never.
    private static let settings = [
        ConsoleVerb.set("server_lifetime", to: "86400"), .set("server_idle_timeout", to: "0"),
    ]

    /// - Parameters:
    ///   - login: how PgBouncer's console is reached.
    ///   - record: where it is told.
    init(_ login: Login, record: LoginRecord, log: Logger) {
        self.login = login
        self.record = record
        self.log = log
    }

    /// Sees to it, if it is not so already; on a connection of its own, since the session's may be at work.
    func keep() {
        guard !isKept, task == nil else { return }
        isKept = true
        task = Task { @Reactor in
            let deadline = ContinuousClock.now + .seconds(2)
            do throws(PostgresError) {
                let console = Console(try await self.login.connect(until: deadline), until: deadline)
                for setting in Self.settings { try await console.tell(setting) }
                self.log.notice(
                    "PgBouncer's password is refused, or about to be: its connections are kept until its next RELOAD"
                )
            } catch {
                self.isKept = false
                self.log.info("PgBouncer closes connections for their age as ever: \(error)")
            }
            self.task = nil
        }
    }

    /// Takes that PgBouncer has its file's values again, by a RELOAD or a new start.
    func wasReset() { isKept = false }
}
