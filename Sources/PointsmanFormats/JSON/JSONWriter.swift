/// A writer of ``JSONValue`` as text (RFC 8259) that keeps the order of members.
package enum JSONWriter {
    package static let contentType = "application/json"

    /// - Parameter indented: whether each member has its own line, for people; otherwise all is one line. The text ends
    ///   without a line break.
    package static func text(_ value: JSONValue, indented: Bool = false) -> String {
        var text = ""
        write(value, to: &text, depth: indented ? 0 : nil)
        return text
    }

    private static func write(_ value: JSONValue, to text: inout String, depth: Int?) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value): text += quoted(value)
        case .array(let values):
            list(values, "[", "]", to: &text, depth: depth) { value, text, depth in
                write(value, to: &text, depth: depth)
            }
        case .object(let members):
            list(members, "{", "}", to: &text, depth: depth) { member, text, depth in
                text += quoted(member.name) + (depth == nil ? ":" : ": ")
                write(member.value, to: &text, depth: depth)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element], _ opening: String, _ closing: String, to text: inout String, depth: Int?,
        _ one: (Element, inout String, Int?) -> Void
    ) {
        let inner = depth.map { $0 + 1 }
        text += opening
        for (index, element) in elements.enumerated() {
            text += (index == 0 ? "" : ",") + newline(inner)
            one(element, &text, inner)
        }
        text += (elements.isEmpty ? "" : newline(depth)) + closing
    }

    private static func newline(_ depth: Int?) -> String {
        depth.map { "\n" + String(repeating: "  ", count: $0) } ?? ""
    }

    /// Escapes the characters that JSON requires, and those that a terminal or a web page could take for more than
    /// text.
    private static func quoted(_ value: String) -> String {
        value.unicodeScalars.reduce(into: "\"") { text, scalar in
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "<":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        } + "\""
    }
}
