/// The name of an incident: when it began, and at which instance, such as `20261130T221500.123Z-app-1`. It is the same in the hook,
/// in the log and in what a recording tells, since all of them take the time of the same event.
package struct IncidentID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(beganMicroseconds: Int64, instance: String) {
        let name = String(
            instance.unicodeScalars.map { scalar -> Character in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": Character(scalar)
                default: "_"
                }
            })
        description = "\(WallTime(microseconds: beganMicroseconds).compact)-\(name)"
    }
}

/// A time of day in UTC, in microseconds since 1970.
package struct WallTime: Comparable, Hashable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.microseconds < right.microseconds }

    /// `2026-11-30T22:15:00.123Z` (RFC 3339).
    package var text: String {
        let parts = parts
        return "\(parts.year)-\(two(parts.month))-\(two(parts.day))T\(two(parts.hour)):\(two(parts.minute)):"
            + "\(two(parts.second)).\(three(parts.millisecond))Z"
    }

    /// `20261130T221500.123Z`.
    package var compact: String { text.filter { $0 != "-" && $0 != ":" } }

    /// Reads ``text``, with or without a fraction, the `T` or the `Z`; a day alone is its beginning. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        var words = text.split(whereSeparator: { "-T :Z".contains($0) }).map { String($0) }
        guard words.count == 3 || words.count == 5 || words.count == 6 else { return nil }
        while words.count < 6 { words.append("0") }
        let second = words[5].split(separator: ".", omittingEmptySubsequences: false)
        let numbers = (words.prefix(5) + [String(second.first ?? "")]).compactMap { Int64($0) }
        guard numbers.count == 6, second.count <= 2, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2]), (0..<24).contains(numbers[3]), (0..<60).contains(numbers[4]),
            (0...60).contains(numbers[5])
        else { return nil }
        var fraction: Int64 = 0
        if second.count == 2 {
            let digits = second[1].prefix(6)
            guard let number = Int64(digits), number >= 0 else { return nil }
            fraction = number * [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1][digits.count]
        }
        let days = Self.days(numbers[0], numbers[1], numbers[2])
        microseconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60_000_000 + numbers[5] * 1_000_000 + fraction
    }

    private struct Parts {
        let year, month, day, hour, minute, second, millisecond: Int64
    }

    private var parts: Parts {
        let milliseconds = microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000
        let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
        let rest = milliseconds - day * 86_400_000
        // The proleptic Gregorian calendar, whose years begin in March here (Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        return Parts(
            year: year + era * 400 + (month >= 10 ? 1 : 0), month: month < 10 ? month + 3 : month - 9,
            day: ofYear - (153 * month + 2) / 5 + 1, hour: rest / 3_600_000, minute: rest / 60_000 % 60,
            second: rest / 1_000 % 60, millisecond: rest % 1_000)
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private func three(_ number: Int64) -> String { String("\(number + 1_000)".dropFirst()) }
}
