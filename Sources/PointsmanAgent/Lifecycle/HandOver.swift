import Glibc
import Synchronization

/// An order that this agent end and leave the pooler to the next one.
final class HandOver: Sendable {
    private let wish = Atomic(false)

    var isUnderWay: Bool { wish.load(ordering: .relaxed) }

    /// Ends the program as a service manager does, with SIGTERM.
    func begin() {
        wish.store(true, ordering: .relaxed)
        kill(getpid(), SIGTERM)
    }
}
