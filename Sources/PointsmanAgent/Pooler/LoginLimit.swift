import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient

/// Makes PgBouncer wait a second between two logins while the server refuses them, and restores its own interval
/// afterwards (`server_login_retry`, which RELOAD also restores).
@Reactor
final class LoginLimit {
    private let login: Login
    private let house: PoolerHouse?
    private let log: Logger
    private var isWanted = false
    /// PgBouncer's former value while logins are limited; nil while they are not.
    private var before: String?
    private var task: Task<Void, Never>?

    private static let key = "server_login_retry"
    /// The limit in seconds.
    private static let limit = 1.0

    /// - Parameters:
    /// - login: the login of PgBouncer's console.
    /// - house: an attached PgBouncer, whose other databases' logins are left alone; nil if PgBouncer is managed.
    init(_ login: Login, house: PoolerHouse? = nil, log: Logger) {
        self.house = house
        self.login = login
        self.log = log
    }

    func want(_ isLimited: Bool) {
        isWanted = isLimited
        apply()
    }

    /// Notes that PgBouncer has its file's value again, by a RELOAD or a new start.
    func wasReset() {
        before = nil
        apply()
    }

    /// Applies the wish, on a connection of its own since the session's may be in use; one change at a time.
    private func apply() {
        guard task == nil, isWanted != (before != nil) else { return }
        task = Task { @Reactor in
            let isDone = await self.change()
            self.task = nil
            // A wish that came meanwhile is next; a change that has failed waits for the next wish.
            if isDone { self.apply() }
        }
    }

    /// - Returns: whether PgBouncer does what was wanted when this began.
    private func change() async -> Bool {
        let deadline = ContinuousClock.now + .seconds(2)
        do throws(PostgresError) {
            let console = Console(try await login.connect(until: deadline), until: deadline)
            if let value = before {
                try await console.tell(.set(Self.key, to: value))
                before = nil
                log.info("PgBouncer logs in at its own pace again")
                return true
            }
            guard try await house?.isOurs(console) ?? true, let value = try await console.setting(Self.key),
                let seconds = Double(value), seconds < Self.limit
            else { return false }
            try await console.tell(.set(Self.key, to: "\(Int(Self.limit))"))
            before = value
            log.info("PgBouncer leaves a second between two logins: where it leads they are refused")
            return true
        } catch {
            log.info("PgBouncer's pace of logins stays as it was: \(error)")
            return false
        }
    }
}
