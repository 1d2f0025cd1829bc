/// The only secret of a file: its first line, without a byte order mark before it and the line break after it. The rest
/// of the line, quotes and blanks included, belongs to the secret.
package struct SecretText: Sendable {
    package let password: Secret
    /// Whether there are more lines, such as the rest of a password that contains a line break.
    package let hasMore: Bool

    /// Nil if the first line is empty or not UTF-8 text.
    package init?(_ bytes: [UInt8]) {
        let line = Self.unmarked(bytes).prefix { !Self.endsLine($0) }
        guard !line.isEmpty, !line.contains(0), let password = String(validating: line, as: UTF8.self) else {
            return nil
        }
        self.password = Secret(password)
        hasMore = bytes.reversed().drop(while: Self.endsLine).contains(where: Self.endsLine)
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    /// `bytes` without UTF-8's byte order mark, which some editors put at the beginning.
    package static func unmarked(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
