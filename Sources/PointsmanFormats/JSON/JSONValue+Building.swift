extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A whole number, exactly. Many readers round above 2^53: send such numbers (a system identifier) as strings.
    package static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(String(value))
    }

    /// A number; nil if it is not finite, since JSON can't express that.
    package static func finite(_ value: Double) -> JSONValue? {
        guard value.isFinite else { return nil }
        return .number(Int64(exactly: value).map(String.init) ?? String(value))
    }

    /// An object with these members, in this order.
    package static func members(_ members: [(name: String, value: JSONValue)]) -> JSONValue {
        .object(members.map { Member(name: $0.name, value: $0.value) })
    }

    /// The text, or null.
    package static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.string) ?? .null
    }

    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    package init(nilLiteral: ()) {
        self = .null
    }

    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// Keeps the order. A duplicate name is a programming error.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        precondition(Set(elements.map(\.0)).count == elements.count, "a name stands twice in a JSON object")
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
