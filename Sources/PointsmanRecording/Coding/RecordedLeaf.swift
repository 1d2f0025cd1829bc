import PointsmanCore

/// A type whose values are leaves of a ``RecordedValue``.
protocol RecordedLeaf {
    var recorded: RecordedValue { get }
    /// Nil if `recorded` is no such value.
    init?(recorded: RecordedValue)
}

extension Bool: RecordedLeaf {
    var recorded: RecordedValue { .bool(self) }

    init?(recorded: RecordedValue) {
        guard case .bool(let value) = recorded else { return nil }
        self = value
    }
}

extension String: RecordedLeaf {
    var recorded: RecordedValue { .text(self) }

    init?(recorded: RecordedValue) {
        guard case .text(let value) = recorded else { return nil }
        self = value
    }
}

extension RecordedLeaf where Self: FixedWidthInteger {
    var recorded: RecordedValue { .integer(Int64(truncatingIfNeeded: self)) }

    init?(recorded: RecordedValue) {
        switch recorded {
        case .integer(let number), .moment(let number):
            let value = Self(truncatingIfNeeded: number)
            guard Int64(truncatingIfNeeded: value) == number else { return nil }
            self = value
        case .null, .bool, .text, .list, .object: return nil
        }
    }
}

extension Int: RecordedLeaf {}
extension Int8: RecordedLeaf {}
extension Int16: RecordedLeaf {}
extension Int32: RecordedLeaf {}
extension Int64: RecordedLeaf {}
extension UInt: RecordedLeaf {}
extension UInt8: RecordedLeaf {}
extension UInt16: RecordedLeaf {}
extension UInt32: RecordedLeaf {}
extension UInt64: RecordedLeaf {}

extension Instant: RecordedLeaf {
    var recorded: RecordedValue { .moment(nanoseconds) }

    init?(recorded: RecordedValue) {
        switch recorded {
        case .integer(let number), .moment(let number):
            // Two such moments have a difference: a damaged file makes no clock run over.
            guard number.magnitude <= 1 << 61 else { return nil }
            self.init(nanoseconds: number)
        case .null, .bool, .text, .list, .object: return nil
        }
    }
}

extension Duration: RecordedLeaf {
    /// Whole nanoseconds as a number, and any other duration as its two parts.
    var recorded: RecordedValue {
        let (seconds, attoseconds) = components
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (scaled, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, spills) = scaled.addingReportingOverflow(whole)
        return rest == 0 && !overflows && !spills && sum.magnitude <= 1 << 61
            ? .integer(sum) : .list([.integer(seconds), .integer(attoseconds)])
    }

    init?(recorded: RecordedValue) {
        switch recorded {
        case .integer(let nanoseconds):
            guard nanoseconds.magnitude <= 1 << 61 else { return nil }
            self = .nanoseconds(nanoseconds)
        case .list(let parts):
            guard parts.count == 2, case .integer(let seconds) = parts[0], case .integer(let attoseconds) = parts[1]
            else { return nil }
            self.init(secondsComponent: seconds, attosecondsComponent: attoseconds)
        case .null, .bool, .moment, .text, .object: return nil
        }
    }
}
