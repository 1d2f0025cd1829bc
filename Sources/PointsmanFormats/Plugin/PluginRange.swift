/// A range of values at which a monitoring plugin raises no alert, as the Monitoring Plugins' development guidelines
/// write it: `10` is 0 to 10, `10:` is 10 and above, `~:10` is 10 and below, `10:20` includes both ends. `@10:20`
/// raises an alert from 10 to 20, and none outside.
package struct PluginRange: Equatable, Sendable {
    /// The text as it was written, and as it stands in performance data.
    package let text: String
    private let start: Double
    private let end: Double
    private let isInverted: Bool

    package init(_ text: String) throws(PluginRangeError) {
        self.text = text
        var rest = text[...]
        isInverted = rest.first == "@"
        if isInverted { rest = rest.dropFirst() }
        let ends = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            guard let end = Self.number(rest) else { throw PluginRangeError(text) }
            (start, self.end) = (0, end)
            if end < 0 { throw PluginRangeError(text, why: "it ends below 0, where it begins; write ~:\(rest)") }
            return
        }
        switch ends[0] {
        case "~": start = -.infinity
        case "": start = 0
        default:
            guard let number = Self.number(ends[0]) else { throw PluginRangeError(text) }
            start = number
        }
        if ends[1].isEmpty {
            guard !ends[0].isEmpty else { throw PluginRangeError(text) }
            end = .infinity
        } else {
            guard let number = Self.number(ends[1]) else { throw PluginRangeError(text) }
            end = number
        }
        guard start <= end else { throw PluginRangeError(text, why: "it ends before it begins") }
    }

    /// Whether `value` raises an alert.
    package func alerts(at value: Double) -> Bool {
        (start...end).contains(value) == isInverted
    }

    /// A number of digits with at most a point and a sign: no exponent, no `inf`, no unit; nil for any other text.
    private static func number(_ text: Substring) -> Double? {
        let digits = text.first == "-" ? text.dropFirst() : text
        let isPlain = digits.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        guard isPlain, digits.utf8.first != UInt8(ascii: "."), digits.utf8.last != UInt8(ascii: ".") else { return nil }
        return Double(text)
    }
}
