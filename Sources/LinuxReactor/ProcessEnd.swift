import CLinux
import Glibc

/// Watches one process until it ends, and reaps it then if it is a child of ours: for as long as it lives, whoever has lost
/// interest in it.
@Reactor
final class ProcessEnd {
    private let pidfd: Descriptor
    private var code: Int32?
    /// Those who wait; epoll takes each descriptor once only.
    private var waiters: [Waiter] = []

    init(_ pidfd: consuming Descriptor) {
        self.pidfd = pidfd
        Task { @Reactor in await self.watch() }
    }

    /// - Returns: the exit code, 128 + signal for one that a signal ended, 0 for one that is no child of ours; nil at the
    ///   deadline or on cancellation.
    func seen(until deadline: ContinuousClock.Instant?) async -> Int32? {
        if let code { return code }
        let waiter = Waiter()
        waiters.append(waiter)
        _ = await waiter.wait(until: deadline)
        waiters.removeAll { $0 === waiter }
        return code
    }

    /// Sends `signal`; nothing happens when the process has ended.
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
                // Where epoll has no room for one more descriptor.
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
        waiters.forEach { $0.poke() }
    }
}
