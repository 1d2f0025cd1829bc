/// An event as the agent's list has it, for a program that asks.
package struct ToldEvent: Equatable, Sendable {
    package let id: String
    package let time: String
    package let kind: String
    package let sentence: String

    /// The list of these events as JSON, the oldest first.
    package static func json(_ records: [EventRecord]) -> JSONValue {
        .array(
            records.map { record in
                guard case .object(let fields) = record.event.json(time: record.time) else { return .null }
                return .members([("id", .string(record.id))] + fields.map { ($0.name, $0.value) })
            })
    }

    /// Parses such a list; what is none of ours is left out.
    package static func list(_ body: [UInt8]) -> [ToldEvent] {
        guard case .array(let values)? = try? JSONReader.read(body) else { return [] }
        return values.compactMap { value in
            guard case .string(let id)? = value["id"], case .string(let time)? = value["time"],
                case .string(let kind)? = value["event"], case .string(let sentence)? = value["sentence"]
            else { return nil }
            return ToldEvent(id: id, time: time, kind: kind, sentence: sentence)
        }
    }
}
