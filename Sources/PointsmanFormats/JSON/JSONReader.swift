/// A strict reader of JSON (RFC 8259) for small files of our own: no comments, no trailing commas, no duplicate names,
/// at most 32 levels.
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
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw error("a name in double quotes was expected") }
            let name = try string()
            guard !members.contains(where: { $0.name == name }) else {
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
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<32: throw error("a control character must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("the closing double quote is missing")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        position += 1
        guard let byte = current else { throw error("the text ends inside an escape") }
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47, UInt8(ascii: "b"): 8,
            UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
        ]
        if let meant = plain[byte] {
            position += 1
            return [meant]
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
        return Array(String(scalar).utf8)
    }

    /// Reads the four digits after `\u`.
    private mutating func unit() throws(JSONError) -> UInt32 {
        position += 1
        let digits = bytes.dropFirst(position).prefix(4)
        guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits were expected") }
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
        for (text, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)] {
            if bytes.dropFirst(position).starts(with: text.utf8) {
                position += text.utf8.count
                return value
            }
        }
        throw error("a value was expected")
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, [32, 9, 10, 13].contains(byte) { position += 1 }
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
