/// A region's code as DNS and the platform name it, such as `iad`: at most 32 lower-case letters, digits and dashes.
package struct Region: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let code: String

    /// Nil if `code` is not such a word, so that no other text from DNS gets past this.
    package init?(_ code: some StringProtocol) {
        let isWord = code.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isWord, (1...32).contains(code.utf8.count), !code.hasPrefix("-") else { return nil }
        self.code = String(code)
    }

    package static func < (left: Region, right: Region) -> Bool {
        left.code < right.code
    }

    package var description: String { code }
}
