/// The one secret of a file: its first line, without a byte order mark before it and a line's end behind it. All else of the
/// line, quotes and blanks too, is the secret's own.
package struct SecretText: Sendable {
    package let password: Secret
    /// Whether there is more than the one line, such as the rest of a password with a line's end in it.
    package let hasMore: Bool

    /// Nil where the first line is empty or not text.
    package init?(_ bytes: [UInt8]) {
        let line = Self.unmarked(bytes).prefix { !Self.endsLine($0) }
        guard !line.isEmpty, !line.contains(0), let password = String(validating: line, as: UTF8.self) else {
            return nil
        }
        self.password = Secret(password)
        hasMore = bytes.reversed().drop(while: Self.endsLine).contains(where: Self.endsLine)
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    /// `bytes` without UTF-8's byte order mark, which some editors put before a text.
    package static func unmarked(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
