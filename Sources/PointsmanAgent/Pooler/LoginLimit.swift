import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient

/// Has PgBouncer leave a second between two logins where the server refuses them, and go back to its own pace afterwards
/// (`server_login_retry`, which RELOAD sets back too).
@Reactor
final class LoginLimit {
    private let login: Login
    private let house: PoolerHouse?
    private let log: Logger
    private var isWanted = false
    /// What PgBouncer had, in its own words, while it is limited; nil where it is not.
    private var before: String?
    private var task: Task<Void, Never>?

    private static let key = "server_login_retry"
    /// In seconds.
    private static let limit = 1.0

    /// - Parameters:
    ///   - login: how PgBouncer's console is reached.
    ///   - house: where other owners' databases may be, whose logins are left alone; nil where PgBouncer is ours.
    init(_ login: Login, house: PoolerHouse? = nil, log: Logger) {
        self.house = house
        self.login = login
        self.log = log
    }

    func want(_ isLimited: Bool) {
        isWanted = isLimited
        apply()
    }

    /// Takes that PgBouncer has its file's value again, by a RELOAD or a new start.
    func wasReset() {
        before = nil
        apply()
    }

    /// On a connection of its own, since the session's may be at work; one at a time.
    private func apply() {
        guard task == nil, isWanted != (before != nil) else { return }
        task = Task { @Reactor in
            let isDone = await self.change()
            self.task = nil
            // What was wished for meanwhile comes next; what has failed waits for the next wish.
            if isDone { self.apply() }
        }
    }

    /// - Returns: whether PgBouncer does what was wished for when this began.
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
