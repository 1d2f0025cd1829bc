/// A moment of the simulated world, counted from its beginning, or a span between two.
package struct VirtualTime: Comparable, Hashable, Sendable, AdditiveArithmetic, CustomStringConvertible {
    package var nanoseconds: Int64

    package static let zero = VirtualTime(nanoseconds: 0)
    package static let never = VirtualTime(nanoseconds: .max)

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    package static func microseconds(_ count: Int64) -> VirtualTime { VirtualTime(nanoseconds: count * 1_000) }
    package static func milliseconds(_ count: Int64) -> VirtualTime { VirtualTime(nanoseconds: count * 1_000_000) }
    package static func seconds(_ count: Int64) -> VirtualTime { VirtualTime(nanoseconds: count * 1_000_000_000) }

    /// Whole milliseconds.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

    package static func + (left: VirtualTime, right: VirtualTime) -> VirtualTime {
        VirtualTime(nanoseconds: left.nanoseconds + right.nanoseconds)
    }

    package static func - (left: VirtualTime, right: VirtualTime) -> VirtualTime {
        VirtualTime(nanoseconds: left.nanoseconds - right.nanoseconds)
    }

    package static func * (left: VirtualTime, right: Int64) -> VirtualTime {
        VirtualTime(nanoseconds: left.nanoseconds * right)
    }

    package static func < (left: VirtualTime, right: VirtualTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The time in seconds, with six decimal places: `12.003450`.
    package var description: String {
        let micros = nanoseconds / 1_000
        let fraction = String(micros % 1_000_000)
        return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
