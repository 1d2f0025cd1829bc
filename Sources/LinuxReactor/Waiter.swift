/// A place to wait for a descriptor, a deadline or a poke, whichever comes first.
///
/// A waiter serves one wait at a time. A poke during no wait is kept for the next one, so that none is lost.
@Reactor
package final class Waiter {
    private var continuation: CheckedContinuation<Wake, Never>?
    private var token: UInt64 = 0
    private var descriptor: Int32?
    private var isPoked = false

    package init() {}

    /// Waits until `descriptor` is ready for `interest`, `deadline` passes, ``poke()`` is called, or the task is
    /// cancelled. Without a descriptor it waits for the others only; without a deadline there is no time limit.
    package func wait(
        on descriptor: Int32? = nil, for interest: Interest = .reading, until deadline: ContinuousClock.Instant? = nil
    ) async -> Wake {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Asked here: a task that does not prefer the reactor's executor may have been suspended since the call.
                precondition(self.continuation == nil, "a waiter serves one wait at a time")
                if isPoked {
                    isPoked = false
                    continuation.resume(returning: .poked)
                    return
                }
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
            Reactor.task { self.finish(.cancelled) }
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

    /// Ends the wait under way if there is one. The loop itself calls it on the reactor's thread, outside of any actor
    /// job; therefore it is `nonisolated`, with a check.
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
