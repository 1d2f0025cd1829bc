import Logging
import PointsmanFormats

/// The fields of a log line: names with values, beside the sentence for people.
enum LogFields {
    static func metadata(_ fields: [(name: String, value: JSONValue)]) -> Logger.Metadata {
        fields.reduce(into: [:]) { metadata, field in
            switch field.value {
            case .null: break
            case .string(let text): metadata[field.name] = .string(text)
            default: metadata[field.name] = .string(JSONWriter.text(field.value))
            }
        }
    }

    /// The fields in the order of their names, numbers as numbers.
    static func json(_ fields: [RepeatedLines.Field]) -> [(name: String, value: JSONValue)] {
        fields.map { field in (field.name, Int64(field.value).map { .integer($0) } ?? .string(field.value)) }
    }

    /// The fields for the end of a line that has no other place for them: ` name=value`, quoted if the value contains a
    /// blank.
    static func words(_ fields: [RepeatedLines.Field]) -> String {
        fields.map { " \($0.name)=\($0.value.contains(" ") ? "\"\($0.value)\"" : $0.value)" }.joined()
    }
}
