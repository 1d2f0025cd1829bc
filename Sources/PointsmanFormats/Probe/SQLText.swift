/// A text as SQL has it.
enum SQLText {
    /// `text` as a literal that reads alike whatever `standard_conforming_strings` is (PostgreSQL manual, 4.1.2).
    static func literal(_ text: String) -> String {
        let quoted = "'\(text.replacing("'", with: "''"))'"
        return text.contains("\\") ? "E" + quoted.replacing("\\", with: "\\\\") : quoted
    }
}
