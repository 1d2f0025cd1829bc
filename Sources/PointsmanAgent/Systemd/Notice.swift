import Glibc
import PointsmanConfiguration

/// One message of a service to its service manager (sd_notify(3)).
package enum Notice: Equatable, Sendable {
    case ready
    /// A sentence for `systemctl status`.
    case status(String)
    /// The configuration is being read again; ``ready`` ends this.
    case reloading
    case stopping
    /// The sign of life for the watchdog.
    case watchdog
    /// The start, or the stop, takes at least this much longer from now.
    case extendTimeout(Duration)

    /// The variables as they stand in a message, one a line.
    ///
    /// Reloading carries the monotonic time, which `Type=notify-reload` needs since systemd 253.
    func text(monotonicMicroseconds: UInt64) -> String {
        switch self {
        case .ready: "READY=1"
        // A line break would begin another variable.
        case .status(let sentence): "STATUS=" + String(sentence.map { $0.isNewline || $0 == "\0" ? " " : $0 })
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(duration.wholeMicroseconds)"
        }
    }
}

extension Duration {
    /// The whole microseconds: never negative, and at most what a signed number can hold.
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let product = max(0, seconds).multipliedReportingOverflow(by: 1_000_000)
        return product.overflow ? .max : product.partialValue + max(0, attoseconds) / 1_000_000_000_000
    }
}
