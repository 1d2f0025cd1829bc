/// A value of JSON (RFC 8259). Numbers keep their text, since a system identifier is larger than a double can count.
package indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSONValue
    }

    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// The error of a text that is no JSON: its place, and what was expected.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package let line: Int
    /// The column in bytes, counted from one.
    package let column: Int
    package let sentence: String

    package var description: String { "line \(line), column \(column): \(sentence)" }
}
