/// A scanner of one INI file's bytes, one item at a time.
struct IniScanner {
    enum Item {
        case section(String, IniOrigin)
        case include(String, IniOrigin)
        case entry(key: String, value: String, IniOrigin)
    }

    private let file: String
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// The next item; nil at the end. After an error ``skipLine()`` leads to the next line.
    mutating func next() throws(IniIssue) -> Item? {
        while true {
            skip(while: Self.isSpace)
            guard let byte = current else { return nil }
            switch byte {
            case UInt8(ascii: ";"), UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "["): return try section()
            case UInt8(ascii: "%"): return try include()
            default: return try entry()
            }
        }
    }

    /// Skips to the end of the line.
    mutating func skipLine() {
        while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    }

    private mutating func section() throws(IniIssue) -> Item {
        let origin = here
        advance()
        let name = try text(take { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "\n") }, "the section's name")
        guard current == UInt8(ascii: "]") else {
            throw IniIssue(at: origin, "a section is written [name]; its ] is missing")
        }
        advance()
        return .section(name, origin)
    }

    private mutating func include() throws(IniIssue) -> Item {
        let origin = here
        let word = take { !Self.isSpace($0) }
        guard word.elementsEqual("%include".utf8) else {
            throw IniIssue(at: origin, "after % only %include FILE is known")
        }
        let name = try text(restOfLine(), "the name of the file to include")
        guard !name.isEmpty else { throw IniIssue(at: origin, "%include needs the name of a file") }
        return .include(name, origin)
    }

    private mutating func entry() throws(IniIssue) -> Item {
        let origin = here
        let key: ArraySlice<UInt8>
        if current == UInt8(ascii: "'") {
            advance()
            key = take { $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\n") }
            guard current == UInt8(ascii: "'") else { throw IniIssue(at: origin, "the quoted key has no second '") }
            advance()
        } else {
            key = take(while: Self.isKeyByte)
        }
        guard !key.isEmpty else {
            throw IniIssue(at: origin, isAtMark ? Self.markSentence : Self.expectation)
        }
        let name = try text(key, "the key")
        skip(while: Self.isBlank)
        guard current == UInt8(ascii: "=") else {
            throw IniIssue(at: origin, "an equals sign is missing behind \(printable(name)): write key = value")
        }
        advance()
        return .entry(key: name, value: try text(restOfLine(), "the value of \(printable(name))"), origin)
    }

    private static let expectation = "expected [section], key = value, %include FILE, or ; before a comment"
    private static let markSentence =
        "the file begins with a byte order mark, which PgBouncer does not take: save it as UTF-8 without one"

    private var isAtMark: Bool { position == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) }

    private var here: IniOrigin { IniOrigin(file: file, line: line) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skip(while holds: (UInt8) -> Bool) {
        _ = take(while: holds)
    }

    private mutating func take(while holds: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while let byte = current, holds(byte) { advance() }
        return bytes[start..<position]
    }

    private mutating func restOfLine() -> ArraySlice<UInt8> {
        skip(while: Self.isBlank)
        let rest = take { $0 != UInt8(ascii: "\n") }
        return rest.prefix(rest.lastIndex { !Self.isSpace($0) }.map { $0 - rest.startIndex + 1 } ?? 0)
    }

    private func text(_ bytes: ArraySlice<UInt8>, _ what: String) throws(IniIssue) -> String {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw IniIssue(at: here, "\(what) is not text: UTF-8 without NUL is expected")
        }
        return text
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    static func isKeyByte(_ byte: UInt8) -> Bool {
        DatabaseLine.isNameByte(byte) || byte == UInt8(ascii: "*")
    }
}
