/// A text in double quotes, with the escapes that YAML (1.2, 7.3.1; 1.1 as well) and TOML (1.0, "Basic string") share.
package enum QuotedText {
    package static func double(_ text: String) -> String {
        // By scalars: a quote with an accent is one character, but it ends the text.
        text.unicodeScalars.reduce(into: "\"") { result, scalar in
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where isPlain(scalar): result.unicodeScalars.append(scalar)
            case _ where scalar.value <= 0xFFFF: result += "\\u" + digits(scalar.value, 4)
            default: result += "\\U" + digits(scalar.value, 8)
            }
        } + "\""
    }

    /// A text of several lines for YAML: unchanged with each line indented by `indent`, or in double quotes if it
    /// contains characters that need escapes.
    package static func lines(_ text: String, indent: Int) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain = lines.allSatisfy { $0.unicodeScalars.allSatisfy(Self.isPlain) }
        // The block ends with one line break, and its first line sets the indentation.
        guard isPlain, text.hasSuffix("\n"), !text.hasSuffix("\n\n"), !text.hasPrefix(" ") else { return double(text) }
        let margin = String(repeating: " ", count: indent)
        return "|" + lines.dropLast().map { "\n\(margin)\($0)" }.joined()
    }

    /// Whether the character needs no escape in either format: no control character, and none that YAML 1.1 takes for a
    /// line break.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0xFEFF: false
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD: true
        default: false
        }
    }

    private static func digits(_ value: UInt32, _ count: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: count - text.count) + text
    }
}
