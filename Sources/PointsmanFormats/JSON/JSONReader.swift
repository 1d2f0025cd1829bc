/// A strict reader of JSON (RFC 8259), of our own files and of what others answer: no comments, no trailing commas, no
/// duplicate names, at most 32 levels. Its time is proportional to the bytes, whatever they are: the agent's one thread reads
/// what any program may have sent.
package struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private static let deepest = 32

    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.error("nothing more was expected") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= Self.deepest else { throw error("nested deeper than \(Self.deepest) levels") }
        skipSpace()
        switch current ?? 0 {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: return try word()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        var names = Names()
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw error("a name in double quotes was expected") }
            let name = try string()
            guard names.insert(name) else {
                position = start
                throw error("the name \"\(printable(name))\" stands here for the second time")
            }
            skipSpace()
            guard take(":") else { throw error("a colon was expected") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw error("a comma or } was expected") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw error("a comma or ] was expected") }
        return .array(values)
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("the text before is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<32: throw error("a control character must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("the closing double quote is missing")
    }

    /// Appends what the escape at this place means.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        position += 1
        guard let byte = current else { throw error("the text ends inside an escape") }
        if let meant = Self.meaning(of: byte) {
            position += 1
            text.append(meant)
            return
        }
        guard byte == UInt8(ascii: "u") else { throw error("no such escape") }
        let first = try unit()
        var number = first
        if (0xD800..<0xDC00).contains(first) {
            guard current == UInt8(ascii: "\\"), bytes.dropFirst(position + 1).first == UInt8(ascii: "u") else {
                throw error("the second half of a surrogate pair was expected")
            }
            position += 1
            let second = try unit()
            guard (0xDC00..<0xE000).contains(second) else { throw error("no second half of a surrogate pair") }
            number = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(number) else { throw error("half a surrogate pair") }
        text.append(contentsOf: String(scalar).utf8)
    }

    /// The byte that the letter behind a backslash means; nil for `u` and for what is no escape.
    private static func meaning(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: nil
        }
    }

    /// Reads the four digits after `\u`.
    private mutating func unit() throws(JSONError) -> UInt32 {
        position += 1
        var number: UInt32 = 0
        for place in position..<(position + 4) {
            guard place < bytes.count, let digit = bytes[place].hexadecimalValue else {
                throw error("four hexadecimal digits were expected")
            }
            number = number << 4 | UInt32(digit)
        }
        position += 4
        return number
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = take("-")
        let whole = digits()
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            throw error("a number without leading zeros was expected")
        }
        if take("."), digits().isEmpty { throw error("a digit was expected behind the point") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            if digits().isEmpty { throw error("a digit was expected in the exponent") }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let start = position
        while let byte = current, byte.isASCIIDigit { position += 1 }
        return bytes[start..<position]
    }

    private mutating func word() throws(JSONError) -> JSONValue {
        for (text, value) in Self.words {
            if bytes.dropFirst(position).starts(with: text.utf8) {
                position += text.utf8.count
                return value
            }
        }
        throw error("a value was expected")
    }

    private static let words: [(String, JSONValue)] = [
        ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ]

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
    }

    private func error(_ sentence: String) -> JSONError {
        let before = bytes.prefix(position)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = position - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
        return JSONError(
            line: line, column: column, sentence: position == bytes.count ? "the file ends here: \(sentence)" : sentence
        )
    }
}

/// The names of an object so far. Most objects have a few, which are compared; from then on they are hashed.
private struct Names {
    private var few: [String] = []
    private var many: Set<String> = []
    private static let most = 8

    /// Adds `name`; false if it is there already.
    mutating func insert(_ name: String) -> Bool {
        guard few.count == Self.most else {
            guard !few.contains(name) else { return false }
            few.append(name)
            return true
        }
        return !few.contains(name) && many.insert(name).inserted
    }
}
