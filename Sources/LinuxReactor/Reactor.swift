/// The isolation of all code that waits for descriptors: one thread, one epoll set, no locks.
///
/// Code isolated to `@Reactor` runs on that thread, one job at a time, so its data need no other protection, and an
/// event on a socket reaches its handler without a thread switch. Code isolated to it must not block: a file system
/// call that can take long goes through ``offReactor(_:)``.
@globalActor
package actor Reactor {
    package static let shared = Reactor()

    private let loop: EpollLoop

    private init() {
        loop = EpollLoop()
        loop.start()
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    /// The loop's waiting list, for the types of this module that wait.
    nonisolated var waiters: EpollLoop { loop }

    /// What ``task(_:)`` prefers.
    static var executor: any TaskExecutor { shared.loop }

    /// Suspends until `deadline`; returns early, without an error, if the task is cancelled.
    package static func sleep(until deadline: ContinuousClock.Instant) async {
        _ = await Waiter().wait(until: deadline)
    }
}
