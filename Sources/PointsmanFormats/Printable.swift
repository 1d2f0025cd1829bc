/// `text` for an error message: unprintable characters are escaped, and a long text is cut after `most` characters.
package func printable(_ text: String, most: Int = 80) -> String {
    let escaped = text.unicodeScalars.prefix(most).map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            "\\u{" + String(scalar.value, radix: 16) + "}"
        default: String(scalar)
        }
    }.joined()
    return text.unicodeScalars.count > most ? escaped + "…" : escaped
}
