import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient

/// A key that PgBouncer is given another value for a while (SET), and its own again afterwards, which RELOAD sets back too, and the
/// guard should this process end before.
@Reactor
final class TemporarySetting {
    /// Which key that is, and what it is set to.
    struct Kind: Sendable {
        let key: String
        let value: Int
        /// Whether a value of the operator's is left alone that is no less than this one, or no more.
        let raises: Bool
        /// What the log says, at `info`; empty for nothing.
        let begun: String
        let ended: String

        /// It leaves a second between two logins where the server refuses them.
        static let slowLogins = Kind(
            key: "server_login_retry", value: 1, raises: true,
            begun: "PgBouncer leaves a second between two logins: where it leads they are refused",
            ended: "PgBouncer logs in at its own pace again")

        /// It begins no logins of its own in a hold. PAUSE would end each, which counts as one that failed, and who asks first after
        /// a RESUME that is not ``HoldEnd``'s, such as the guard's, would be refused.
        static let noLogins = Kind(key: "min_pool_size", value: 0, raises: false, begun: "", ended: "")
    }

    private let kind: Kind
    private let login: Login
    private let house: PoolerHouse?
    /// Has a command sent to PgBouncer's console should this process end before it has set the key back; nil is none.
    var undo: @Reactor (_ key: String, _ command: String?) -> Void = { _, _ in }
    private let log: Logger
    private var isWanted = false
    /// What PgBouncer had, in its own words, while it has another value; nil where it has not.
    private var before: String?
    private var task: Task<Void, Never>?

    /// - Parameters:
    ///   - login: how PgBouncer's console is reached.
    ///   - house: where other owners' databases may be, whose logins are left alone; nil where PgBouncer is ours.
    init(_ kind: Kind, _ login: Login, house: PoolerHouse? = nil, log: Logger) {
        self.kind = kind
        self.house = house
        self.login = login
        self.log = log
    }

    func want(_ isWanted: Bool) {
        self.isWanted = isWanted
        apply()
    }

    /// Takes that PgBouncer has its file's value again, by a RELOAD or a new start.
    /// - Parameter isOver: whether what it is wanted for ends with that.
    func wasReset(isOver: Bool = false) {
        before = nil
        undo(kind.key, nil)
        if !isOver { apply() }
    }

    /// On a connection of its own, since the session's may be at work; one at a time.
    private func apply() {
        guard task == nil, isWanted != (before != nil) else { return }
        task = Reactor.task {
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
                try await console.tell(.set(kind.key, to: value))
                before = nil
                undo(kind.key, nil)
                if !kind.ended.isEmpty { log.info("\(kind.ended)") }
                return true
            }
            guard try await house?.isOurs(console) ?? true, let value = try await console.setting(kind.key),
                let number = Double(value), kind.raises ? number < Double(kind.value) : number > Double(kind.value)
            else { return false }
            undo(kind.key, ConsoleVerb.set(kind.key, to: value).text)
            try await console.tell(.set(kind.key, to: "\(kind.value)"))
            before = value
            if !kind.begun.isEmpty { log.info("\(kind.begun)") }
            return true
        } catch {
            log.info("\(kind.key) of PgBouncer stays as it was: \(error)")
            return false
        }
    }
}
