import Glibc
import Synchronization

/// The wish that this agent end and leave the pooler to the next one.
final class HandOver: Sendable {
    private let wish = Atomic(false)

    var isUnderWay: Bool { wish.load(ordering: .relaxed) }

    /// Ends the program the way a service manager does.
    func begin() {
        wish.store(true, ordering: .relaxed)
        kill(getpid(), SIGTERM)
    }
}
