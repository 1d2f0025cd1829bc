package import PointsmanFormats

/// A coded value of the core as a recording keeps it: a tree of names with leaves.
package indirect enum RecordedValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// Numbers above 2^63 stand as the negative ones of the same bits.
    case integer(Int64)
    /// A moment on the agent's clock, in nanoseconds since its start. A recording counts it from the moment of its step.
    case moment(Int64)
    case text(String)
    case list([RecordedValue])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: RecordedValue

        package init(_ name: String, _ value: RecordedValue) {
            self.name = name
            self.value = value
        }
    }

    /// The name of an enum's case.
    var name: String? { if case .object(let members) = self { members.first?.name } else { nil } }

    package subscript(name: String) -> RecordedValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

extension RecordedValue {
    package var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let number), .moment(let number): .integer(number)
        case .text(let text): .string(text)
        case .list(let values): .array(values.map(\.json))
        case .object(let members): .members(members.map { ($0.name, $0.value.json) })
        }
    }

    /// Nil for a number that is not a whole one.
    package init?(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let digits):
            guard let number = Int64(digits) else { return nil }
            self = .integer(number)
        case .string(let text): self = .text(text)
        case .array(let values):
            let read = values.compactMap { RecordedValue($0) }
            guard read.count == values.count else { return nil }
            self = .list(read)
        case .object(let members):
            let read = members.compactMap { member in RecordedValue(member.value).map { Member(member.name, $0) } }
            guard read.count == members.count else { return nil }
            self = .object(read)
        }
    }
}

extension RecordedValue {
    /// The value for people, short: names in front of what they hold, moments as seconds from `now`.
    package func text(at now: Int64) -> String {
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "yes" : "no"
        case .integer(let number): return String(number)
        case .moment(let moment):
            let microseconds = (moment &- now) / 1_000
            return microseconds == 0 ? "now" : "\(microseconds > 0 ? "+" : "")\(microseconds) µs"
        case .text(let text): return text
        case .list(let values): return "[" + values.map { $0.text(at: now) }.joined(separator: ", ") + "]"
        case .object(let members):
            let parts = members.map { member in
                let isUnnamed = member.name.hasPrefix("_")
                if case .object([]) = member.value { return member.name }
                let text = member.value.text(at: now)
                return isUnnamed ? text : "\(member.name) \(text)"
            }
            return parts.count == 1 ? parts[0] : "(" + parts.joined(separator: ", ") + ")"
        }
    }
}
