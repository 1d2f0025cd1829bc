import CSystemd
import Glibc
import LinuxReactor

/// Reports this service's state to systemd, over the socket that `NOTIFY_SOCKET` names. Without that variable nothing
/// is sent.
package struct Notifier: Sendable {
    package init() {}

    /// Sends `notices` as one message, so that READY never comes without its STATUS.
    ///
    /// systemd's socket may be full while systemd is busy, and sd_notify waits then: therefore this runs off the
    /// reactor.
    /// - Returns: whether it was sent; also false without `NOTIFY_SOCKET`.
    @discardableResult
    package func send(_ notices: Notice...) async -> Bool {
        let message = notices.map { $0.text(monotonicMicroseconds: Self.monotonicMicroseconds) }.joined(separator: "\n")
        return await offReactor { sd_notify(0, message) > 0 }
    }

    /// How long systemd waits for a sign of life before it acts; nil if the unit has no `WatchdogSec=`.
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
