/// The one secret of a file: its first line, without a byte order mark before it and a line's end behind it. All else of the
/// line, quotes and blanks too, is the secret's own.
package struct SecretText: Sendable {
    package let password: Secret

    /// Nil where the first line is empty or not text.
    package init?(_ bytes: [UInt8]) {
        let line = Self.unmarked(bytes).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty, !line.contains(0), let text = String(validating: line, as: UTF8.self) else { return nil }
        password = Secret(text)
    }

    /// `bytes` without UTF-8's byte order mark, which some editors put before a text.
    package static func unmarked(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
