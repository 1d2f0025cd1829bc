/// One complete answer of the console: the messages up to ReadyForQuery.
struct Answer {
    private(set) var rows: [[String: String]] = []
    private var columns: [String] = []

    /// - Returns: nil if `bytes` are not a complete answer yet.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let kind = rest.first {
            var message = rest.dropFirst()
            guard let length = Self.number(&message, bytes: 4), length >= 4, message.count >= length - 4 else {
                return nil
            }
            let body = message.prefix(length - 4)
            rest = message.dropFirst(length - 4)
            switch kind {
            case UInt8(ascii: "T"): takeColumns(body)
            case UInt8(ascii: "D"): takeRow(body)
            case UInt8(ascii: "Z"): return
            default: break
            }
        }
        return nil
    }

    /// Reads the columns: each is a name that ends with a zero byte, and 18 bytes about its type.
    private mutating func takeColumns(_ body: ArraySlice<UInt8>) {
        var body = body
        for _ in 0..<(Self.number(&body, bytes: 2) ?? 0) {
            let name = body.prefix { $0 != 0 }
            columns.append(String(decoding: name, as: UTF8.self))
            body = body.dropFirst(name.count + 1 + 18)
        }
    }

    /// Reads the values of a row: each is a length and its bytes; the length of NULL is -1.
    private mutating func takeRow(_ body: ArraySlice<UInt8>) {
        var body = body
        var row: [String: String] = [:]
        for column in columns.prefix(Self.number(&body, bytes: 2) ?? 0) {
            guard let length = Self.number(&body, bytes: 4) else { return }
            guard length >= 0 else { continue }
            row[column] = String(decoding: body.prefix(length), as: UTF8.self)
            body = body.dropFirst(length)
        }
        rows.append(row)
    }

    /// Reads the next number, most significant byte first; nil if there are too few bytes.
    private static func number(_ bytes: inout ArraySlice<UInt8>, bytes count: Int) -> Int? {
        guard bytes.count >= count else { return nil }
        let bits = bytes.prefix(count).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        bytes = bytes.dropFirst(count)
        return count == 4 ? Int(Int32(bitPattern: bits)) : Int(bits)
    }
}
