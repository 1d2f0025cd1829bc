/// A text with places like `{{name}}` to be filled in.
struct Template {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The text with every place filled. If a place begins a line and its value is empty or ends with a line break, the
    /// line break after the place is dropped.
    /// - Parameter values: the values in the file's own syntax, quotes included.
    /// - Throws: ``RenderError`` if a place has no value.
    func filled(with values: [String: String]) throws(RenderError) -> String {
        var result = ""
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            result += rest[..<opening.lowerBound]
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "}}") else { throw RenderError("a template has {{ without }}") }
            let name = String(rest[..<closing.lowerBound])
            guard let value = values[name] else { throw RenderError("a template asks for \(name), which nobody knows") }
            let isWholeLine = result.isEmpty || result.hasSuffix("\n")
            result += value
            rest = rest[closing.upperBound...]
            if isWholeLine, rest.hasPrefix("\n"), value.isEmpty || value.hasSuffix("\n") { rest = rest.dropFirst() }
        }
        return result + rest
    }
}
