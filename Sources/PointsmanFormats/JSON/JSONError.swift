/// A text that is no JSON: where, and what was expected.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package let line: Int
    /// In bytes, counted from one.
    package let column: Int
    package let sentence: String

    package var description: String { "line \(line), column \(column): \(sentence)" }
}
