extension ConfigurationKey {
    /// The table of keys in Configuration.md, as Markdown.
    package static var markdownTable: String {
        let head = "| key | value | default | what it is |\n|---|---|---|---|\n"
        return head
            + allCases.map { key in
                let form = key.row.form.words.replacing("|", with: "\\|")
                return "| `\(key.rawValue)` | \(form) | \(key.standardInMarkdown) | \(key.row.help) |\n"
            }.joined()
    }

    /// The keys in `--help`.
    package static var helpText: String {
        let width = (allCases.map(\.rawValue.count).max() ?? 0) + 2
        return allCases.map { key in
            let name = key.rawValue + String(repeating: " ", count: width - key.rawValue.count)
            let indent = String(repeating: " ", count: width + 2)
            return "  \(name)\(key.row.form.words), default: \(key.standardInWords)\n\(indent)\(key.row.help)\n"
        }.joined()
    }

    private var standardInWords: String {
        switch row.standard {
        case .value(let text), .found(let text): text
        case .none: "none"
        case .required: "none, must be given"
        }
    }

    private var standardInMarkdown: String {
        if case .value(let text) = row.standard { "`\(text)`" } else { standardInWords }
    }
}
