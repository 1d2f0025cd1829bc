import CLinux
import Glibc

/// Watches one process until it ends, and then reaps it if it is our child. It does so for the process's whole life,
/// even if no task waits for it any more.
@Reactor
final class ProcessEnd {
    private let pidfd: Descriptor
    private var code: Int32?
    /// The waiters for its end, since epoll takes each descriptor only once.
    private var waiters: [Waiter] = []

    init(_ pidfd: consuming Descriptor) {
        self.pidfd = pidfd
        Reactor.task { await self.watch() }
    }

    /// - Returns: the exit code, 128 + signal if a signal ended it, 0 if it is not our child; nil at the deadline or on
    ///   cancellation.
    func seen(until deadline: ContinuousClock.Instant?) async -> Int32? {
        if let code { return code }
        let waiter = Waiter()
        waiters.append(waiter)
        _ = await waiter.wait(until: deadline)
        waiters.removeAll { $0 === waiter }
        return code
    }

    /// Sends `signal`; does nothing if the process has ended.
    func signal(_ signal: Int32) {
        if code == nil { _ = clinux_pidfd_signal(pidfd.number, signal) }
    }

    private func watch() async {
        let waiter = Waiter()
        while code == nil {
            _ = await waiter.wait(on: pidfd.number)
            var code: Int32 = 0
            if clinux_reap(pidfd.number, &code) != 0 {
                self.code = code
            } else {
                // epoll may have no room for a further descriptor.
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
        waiters.forEach { $0.poke() }
    }
}
