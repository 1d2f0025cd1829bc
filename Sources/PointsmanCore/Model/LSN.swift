/// A position in the write-ahead log, in bytes, written as PostgreSQL's `pg_lsn`: `16/B374D848`.
package struct LSN: Codable, Comparable, Hashable, Sendable, CustomStringConvertible {
    package let bytes: UInt64

    package init(bytes: UInt64) {
        self.bytes = bytes
    }

    /// Reads the `pg_lsn` form: two hexadecimal numbers of at most eight digits with a slash between them.
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let high = Self.half(halves[0]), let low = Self.half(halves[1]) else { return nil }
        bytes = high << 32 | low
    }

    package static func < (left: LSN, right: LSN) -> Bool {
        left.bytes < right.bytes
    }

    package var description: String {
        String(bytes >> 32, radix: 16, uppercase: true) + "/"
            + String(bytes & 0xFFFF_FFFF, radix: 16, uppercase: true)
    }

    private static func half(_ digits: some StringProtocol) -> UInt64? {
        guard (1...8).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isHexadecimalDigit) else { return nil }
        return UInt64(digits, radix: 16)
    }
}
