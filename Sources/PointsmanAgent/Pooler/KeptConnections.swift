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
    /// Has a command sent to PgBouncer's console if this process ends before the key is set back; nil is none.
    var undo: @Reactor (_ key: String, _ command: String?) -> Void = { _, _ in }

    /// The lifetime of a day, and no idle timeout.
    private static let settings = [(key: "server_lifetime", value: "86400"), ("server_idle_timeout", "0")]

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
                for (key, value) in Self.settings {
                    // A value that is set already is the operator's, or comes from an agent that ended without its guard.
                    guard let usual = try await console.setting(key), usual != value else { continue }
                    self.undo(key, ConsoleVerb.set(key, to: usual).text)
                    try await console.tell(.set(key, to: value))
                }
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
    func wasReset() {
        isKept = false
        for (key, _) in Self.settings { undo(key, nil) }
    }
}
