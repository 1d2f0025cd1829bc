import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Makes clients that wait in a PgBouncer whose databases are all ours fail within a janitor's turn or two after one second
/// (`query_wait_timeout`). RELOAD sets the file's own value again, or the guard does where this process ends before.
@Reactor
final class BriefWait {
    private let console: Console
    private let guardian: GuardHandle
    /// Whether clients that wait fail soon.
    private(set) var isSet = false

    private static let key = "query_wait_timeout"
    private static let value = "1"
    static let command = ConsoleVerb.set(key, to: value)

    init(_ console: Console, guardian: GuardHandle) {
        self.console = console
        self.guardian = guardian
    }

    /// Lets clients wait for a second from now on.
    func set() async throws(PostgresError) {
        if !isSet {
            let usual = try await console.setting(Self.key)
            // An earlier agent or guard may have set it already.
            let reset = usual.flatMap { $0 == Self.value ? nil : ConsoleVerb.set(Self.key, to: $0) } ?? .reload
            undo(by: reset.text)
        }
        try await console.tell(Self.command)
        isSet = true
    }

    /// Notes that PgBouncer has its file's value again, by a RELOAD.
    func wasReset() {
        isSet = false
        undo(by: nil)
    }

    private func undo(by command: String?) {
        // A guard that can't be told is gone or stuck, and its end ends the session.
        try? guardian.undo(Self.key, by: command)
    }
}
