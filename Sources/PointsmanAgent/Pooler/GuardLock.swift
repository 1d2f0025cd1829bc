import Glibc
import LinuxReactor

/// A lock that shows that a guard is at work: the guard's process keeps it as an open descriptor, so that it outlives
/// the agent. The next agent's guard waits for it, so that no RESUME comes after that agent has seen what is held.
struct GuardLock: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// The wait for the lock: longer than a guard needs to end if its PgBouncer does not answer.
    private static let patience = Duration.seconds(5)

    var number: Int32 { descriptor.number }

    /// Waits until no guard is at work in `folder`.
    /// - Throws: SystemError, with EWOULDBLOCK if a guard doesn't end in time.
    @Reactor
    /// - Parameter process: which of several PgBouncer processes it is for, from 1.
    static func take(in folder: String, process: Int = 1) async throws(SystemError) -> GuardLock {
        let path = "\(folder)/guard\(process == 1 ? "" : "-\(process)").lock"
        let lock = GuardLock(descriptor: try Descriptor.locking(path, mode: 0o600))
        let limit = ContinuousClock.now + patience
        while flock(lock.number, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK, .now < limit else { throw SystemError(call: "lock \(path)", code: code) }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
        return lock
    }
}
