package import PointsmanCore

/// Numbers with units, written as in postgresql.conf: `500ms`, `2s`, `1min`; `64kB`, `16MB`.
package enum Quantity {
    private static let durationUnits: [(name: String, nanoseconds: Int64)] = [
        ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]
    private static let byteUnits: [(name: String, bytes: Int64)] = [
        ("B", 1), ("kB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("TB", 1 << 40),
    ]
    private static let most: Int64 = 86_400_000_000_000

    /// A duration from 1 ms to a day.
    package static func duration(_ text: String) throws(Expectation) -> Duration {
        let (digits, unit) = split(text)
        let example = "a duration with its unit is expected: 500ms, 2s, 1min"
        guard !digits.isEmpty else { throw Expectation(example) }
        if unit.isEmpty { throw Expectation("a unit is missing: \(digits)ms, \(digits)s or \(digits)min") }
        guard let factor = durationUnits.first(where: { $0.name == unit })?.nanoseconds else {
            throw Expectation(Self.hint(unit, durationUnits.map(\.name), "us, ms, s, min, h and d are units", example))
        }
        let (nanoseconds, overflows) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: factor)
        guard !overflows, (1_000_000...most).contains(nanoseconds) else {
            throw Expectation("a duration from 1ms to 1d is expected")
        }
        return .nanoseconds(nanoseconds)
    }

    /// A duration from half a second to a day, or 0 for never.
    static func pause(_ text: String) throws(Expectation) -> Duration {
        let (digits, unit) = split(text)
        if Int64(digits) == 0, unit.isEmpty || durationUnits.contains(where: { $0.name == unit }) { return .zero }
        let duration = try duration(text)
        guard duration >= .milliseconds(500) else {
            throw Expectation("a duration from 500ms to 1d is expected, or 0 for never")
        }
        return duration
    }

    /// A size or a duration, by its unit.
    package static func lag(_ text: String) throws(Expectation) -> ReplicaLag {
        let unit = split(text).unit
        return durationUnits.contains { $0.name == unit } ? .time(try duration(text)) : .bytes(try bytes(text))
    }

    /// The size of the flight recorder's ring from 1 MB to 64 GB; 0 for none.
    static func recorderBytes(_ text: String) throws(Expectation) -> Int64 {
        if text == "off" || text == "0" { return 0 }
        let (digits, unit) = split(text)
        guard !digits.isEmpty, byteUnits.contains(where: { $0.name == unit }) else {
            throw Expectation("a size with its unit is expected, such as 32MB, or off")
        }
        let size = try bytes(text)
        guard (1 << 20...64 << 30).contains(size) else { throw Expectation("1MB to 64GB are possible, or off") }
        return Int64(size)
    }

    /// A size of up to 1024 TB.
    private static func bytes(_ text: String) throws(Expectation) -> UInt64 {
        let (digits, unit) = split(text)
        let example = "a size or a time with its unit is expected: 64kB, 16MB, 500ms, 5s"
        guard !digits.isEmpty else { throw Expectation(example) }
        if unit.isEmpty, Int64(digits) == 0 { return 0 }
        if unit.isEmpty { throw Expectation("a unit is missing: \(digits)B, \(digits)kB or \(digits)MB") }
        guard let factor = byteUnits.first(where: { $0.name == unit })?.bytes else {
            throw Expectation(
                Self.hint(
                    unit, byteUnits.map(\.name), "B, kB, MB, GB and TB are units, and us, ms, s, min, h and d", example)
            )
        }
        let (bytes, overflows) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: factor)
        guard !overflows, bytes <= 1 << 50 else { throw Expectation("at most 1024TB are possible") }
        return UInt64(bytes)
    }

    private static func split(_ text: String) -> (digits: String, unit: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return (String(digits), String(text.dropFirst(digits.count).drop { $0 == " " }))
    }

    private static func hint(_ unit: String, _ known: [String], _ rule: String, _ example: String) -> String {
        if let near = known.first(where: { $0.lowercased() == unit.lowercased() }) {
            return "the unit is written \(near)"
        }
        return unit.contains(";") || unit.contains("#") ? "\(example); a comment needs a line of its own" : rule
    }
}
