import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient

/// Makes PgBouncer keep its server connections while the server refuses its password: it could not replace those that
/// it closes for their age, and once the last one is closed clients fail. The RELOAD that comes with the new password
/// ends this.
@Reactor
final class KeptConnections {
    private let login: Login
    private let log: Logger
    private let record: LoginRecord
    private var isKept = false { didSet { record.note(keepsConnections: isKept) } }
    private var task: Task<Void, Never>?

    /// The lifetime of a day, and no idle timeout.
    private static let settings = [
        ConsoleVerb.set("server_lifetime", to: "86400"), .set("server_idle_timeout", to: "0"),
    ]

    /// - Parameters:
    ///   - login: the login of PgBouncer's console.
    ///   - record: the record that notes whether connections are kept.
    init(_ login: Login, record: LoginRecord, log: Logger) {
        self.login = login
        self.record = record
        self.log = log
    }

    /// Begins to keep connections, if it has not yet; on a connection of its own, since the session's may be in use.
    func keep() {
        guard !isKept, task == nil else { return }
        isKept = true
        task = Reactor.task {
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

    /// Notes that PgBouncer has its file's values again, by a RELOAD or a new start.
    func wasReset() { isKept = false }
}
