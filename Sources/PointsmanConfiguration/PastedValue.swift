/// A value as people and tools write it: with a byte order mark, with white space or a line break around it (a secret
/// made by `echo`), or in quotes that no shell has removed (`docker run --env-file`).
struct PastedValue {
    /// The value that is meant.
    let text: String
    /// Whether quotes were removed.
    let wasQuoted: Bool

    /// - Parameters:
    ///   - isCommand: whether quotes keep words together, and so stay.
    ///   - isFile: whether it comes from an ini file, in which a value is taken as it is.
    init(_ text: String, isCommand: Bool = false, isFile: Bool = false) {
        let mark: Unicode.Scalar = "\u{FEFF}"
        func isAround(_ scalar: Unicode.Scalar) -> Bool {
            scalar == mark || scalar == " " || (9...13).contains(scalar.value)
        }
        func trimmed(_ scalars: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
            let rest = scalars.drop(while: isAround)
            return rest[..<(rest.lastIndex { !isAround($0) }.map { rest.index(after: $0) } ?? rest.startIndex)]
        }
        var scalars = trimmed(Substring(text).unicodeScalars)
        let inner = scalars.dropFirst().dropLast()
        wasQuoted =
            !isCommand && !isFile && scalars.count >= 2 && scalars.first == scalars.last
            && ["\"", "'", "`"].contains(scalars.first) && !inner.contains(scalars[scalars.startIndex])
        if wasQuoted { scalars = trimmed(inner) }
        self.text = String(Substring(scalars))
    }
}
