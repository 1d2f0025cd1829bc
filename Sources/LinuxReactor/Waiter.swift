/// One place to wait for a descriptor, a deadline or a poke, whichever comes first.
///
/// A waiter serves one wait at a time. A poke while nobody waits is kept for the next wait, so none is lost.
@Reactor
package final class Waiter {
    private var continuation: CheckedContinuation<Wake, Never>?
    private var token: UInt64 = 0
    private var descriptor: Int32?
    private var isPoked = false

    package init() {}

    /// Waits until `descriptor` is ready for `interest`, `deadline` passes, ``poke()`` is called or the task is
    /// cancelled. No descriptor means: only the others; no deadline: for ever.
    package func wait(
        on descriptor: Int32? = nil, for interest: Interest = .reading, until deadline: ContinuousClock.Instant? = nil
    ) async -> Wake {
        precondition(continuation == nil, "a waiter serves one wait at a time")
        if isPoked {
            isPoked = false
            return .poked
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: .cancelled)
                    return
                }
                self.continuation = continuation
                self.descriptor = descriptor
                token = Reactor.shared.waiters.register(
                    self, descriptor: descriptor, interest: interest, deadline: deadline)
            }
        } onCancel: {
            Task { @Reactor in self.finish(.cancelled) }
        }
    }

    /// Ends the wait under way, or the next one, with ``Wake/poked``.
    package func poke() {
        if continuation == nil {
            isPoked = true
        } else {
            finish(.poked)
        }
    }

    /// Ends the wait under way, if there is one. Called on the reactor's thread: by the loop itself, which is outside
    /// of any actor job, hence `nonisolated` with the check.
    nonisolated func finish(_ wake: Wake) {
        Reactor.shared.assumeIsolatedOnLoop { self.end(wake) }
    }

    private func end(_ wake: Wake) {
        guard let continuation else { return }
        self.continuation = nil
        Reactor.shared.waiters.unregister(token, descriptor: descriptor)
        continuation.resume(returning: wake)
    }
}
