/// A moment on the shell's monotonic clock. The core reads no clock: the shell tells it the time.
package struct Instant: Codable, Comparable, Hashable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func + (left: Instant, right: Duration) -> Instant {
        // Up to nine seconds of attoseconds fit into 64 bits, whose division is much faster than that of 128.
        if let attoseconds = Int64(exactly: right.attoseconds) {
            return Instant(nanoseconds: left.nanoseconds + attoseconds / 1_000_000_000)
        }
        return Instant(nanoseconds: left.nanoseconds + Int64(right.attoseconds / 1_000_000_000))
    }

    package static func - (left: Instant, right: Instant) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// The earliest of several moments after `present`; nil if there is none.
struct Earliest {
    private let present: Instant
    private(set) var moment: Instant?

    init(after present: Instant) {
        self.present = present
    }

    mutating func consider(_ other: Instant?) {
        if let other, other > present { moment = min(moment ?? other, other) }
    }
}
