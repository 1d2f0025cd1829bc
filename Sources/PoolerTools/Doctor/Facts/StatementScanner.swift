/// A scanner that splits SQL into tokens. It knows comments, the four kinds of strings and quoted names, which are all
/// that could mislead it; it is no parser.
struct StatementScanner {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    mutating func tokens() -> [StatementText.Token] {
        var tokens: [StatementText.Token] = []
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest.removeFirst()
            } else if starts("--") {
                rest = rest.drop { $0 != "\n" }
            } else if starts("/*") {
                skipComment()
            } else {
                tokens.append(token(scalar))
            }
        }
        return tokens
    }

    private mutating func token(_ scalar: Unicode.Scalar) -> StatementText.Token {
        if scalar == "'" { return .literal(quoted("'", hasEscapes: false)) }
        if scalar == "\"" { return .word(quoted("\"", hasEscapes: false)) }
        if scalar == "$", let text = dollarQuoted() { return .literal(text) }
        if Self.isNameStart(scalar) {
            let name = take { Self.isNameStart($0) || Self.isDigit($0) || $0 == "$" }.lowercased()
            if rest.first == "'", ["e", "b", "x", "n"].contains(name) {
                return .literal(quoted("'", hasEscapes: name == "e"))
            }
            return .word(name)
        }
        if Self.isDigit(scalar) {
            _ = take { Self.isDigit($0) || Self.isNameStart($0) || $0 == "." }
            return .number
        }
        rest.removeFirst()
        return .sign(Character(scalar))
    }

    private mutating func quoted(_ quote: Unicode.Scalar, hasEscapes: Bool) -> String {
        var text = String.UnicodeScalarView()
        rest.removeFirst()
        while let scalar = rest.popFirst() {
            if scalar == quote {
                guard rest.first == quote else { break }
                rest.removeFirst()
            } else if hasEscapes, scalar == "\\" {
                rest = rest.dropFirst()
                continue
            }
            text.append(scalar)
        }
        return String(text)
    }

    /// The text of `$tag$ … $tag$`; nil for a parameter such as `$1`.
    private mutating func dollarQuoted() -> String? {
        let name = rest.dropFirst().prefix { Self.isNameStart($0) || Self.isDigit($0) }
        guard rest.dropFirst(name.count + 1).first == "$", !(name.first.map(Self.isDigit) ?? false) else { return nil }
        let tag = Array(rest.prefix(name.count + 2))
        rest = rest.dropFirst(tag.count)
        var text = String.UnicodeScalarView()
        while let scalar = rest.first {
            if scalar == "$", rest.prefix(tag.count).elementsEqual(tag) {
                rest = rest.dropFirst(tag.count)
                break
            }
            text.append(scalar)
            rest.removeFirst()
        }
        return String(text)
    }

    /// Skips a comment; comments nest (manual, 4.1.5).
    private mutating func skipComment() {
        var depth = 0
        while !rest.isEmpty {
            if starts("/*") {
                depth += 1
                rest = rest.dropFirst(2)
            } else if starts("*/") {
                depth -= 1
                rest = rest.dropFirst(2)
                if depth == 0 { return }
            } else {
                rest.removeFirst()
            }
        }
    }

    private func starts(_ text: String) -> Bool {
        rest.prefix(2).elementsEqual(text.unicodeScalars)
    }

    private mutating func take(while holds: (Unicode.Scalar) -> Bool) -> String {
        let taken = rest.prefix(while: holds)
        rest = rest.dropFirst(taken.count)
        return String(taken)
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.value > 127
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }
}
