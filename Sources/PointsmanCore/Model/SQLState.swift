/// The code that each of PostgreSQL's errors bears (its manual, appendix A): five characters, held in a word, so that
/// what carries one is copied as plain bytes.
package struct SQLState: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    private let word: UInt64

    /// Characters after the eighth byte are left out: no code has them.
    package init(_ text: String) {
        word = text.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    package var description: String {
        let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
    }
}
