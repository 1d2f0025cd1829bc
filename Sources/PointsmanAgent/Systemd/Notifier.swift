import CSystemd
import Glibc
import LinuxReactor

/// Tells systemd how we are, over the socket that it names in `NOTIFY_SOCKET`. Without that variable nobody listens and
/// nothing happens.
package struct Notifier: Sendable {
    package init() {}

    /// Sends `notices` as one message, so that READY never stands without its STATUS.
    ///
    /// systemd's socket may be full while it is busy, and sd_notify waits then: hence off the reactor.
    /// - Returns: whether it was sent; false too where nobody listens.
    @discardableResult
    package func send(_ notices: Notice...) async -> Bool {
        let message = notices.map { $0.text(monotonicMicroseconds: Self.monotonicMicroseconds) }.joined(separator: "\n")
        return await offReactor { sd_notify(0, message) > 0 }
    }

    /// How long systemd waits for a sign of life before it acts; nil where the unit has no `WatchdogSec=`.
    package var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(microseconds)
    }

    private static var monotonicMicroseconds: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
    }
}
