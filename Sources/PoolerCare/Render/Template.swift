/// A text with places like `{{name}}` to be filled in.
struct Template {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The text with every place filled.
    /// - Throws: ``RenderError`` where a place has no value, or a value would break the line that it stands in.
    func filled(with values: [String: String]) throws(RenderError) -> String {
        var result = ""
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            result += rest[..<opening.lowerBound]
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "}}") else { throw RenderError("a template has {{ without }}") }
            let name = String(rest[..<closing.lowerBound])
            guard let value = values[name] else { throw RenderError("a template asks for \(name), which nobody knows") }
            guard !value.utf8.contains(where: { $0 < 32 || $0 == 34 || $0 == 92 || $0 == 127 }) else {
                throw RenderError(
                    "\(name) holds a quote, a backslash or a control character, which the file can't bear")
            }
            result += value
            rest = rest[closing.upperBound...]
        }
        return result + rest
    }
}
