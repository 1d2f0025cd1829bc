import Glibc
import LinuxReactor

/// The word that a guard is at work, which the guard's process keeps as an open descriptor: it outlives the agent. The next
/// agent's guard waits for it, so that no RESUME comes after that agent has seen what is held.
struct GuardLock: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Longer than a guard takes to end whose PgBouncer does not answer.
    private static let patience = Duration.seconds(5)

    var number: Int32 { descriptor.number }

    /// Waits until no guard is at work in `folder`.
    /// - Returns: nil where that can't be known, or one doesn't end.
    @Reactor
    static func take(in folder: String) async -> GuardLock? {
        let number = open("\(folder)/guard.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { return nil }
        let lock = GuardLock(descriptor: Descriptor(number))
        let limit = ContinuousClock.now + patience
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK, .now < limit else { return nil }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
        return lock
    }
}
