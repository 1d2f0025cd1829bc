/// A moment on the shell's monotonic clock. The core never reads a clock: it is told.
package struct Instant: Comparable, Hashable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func + (left: Instant, right: Duration) -> Instant {
        // Up to nine seconds fit into 64 bits, which are divided much sooner than 128.
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

/// The earliest of several moments that is still to come.
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
