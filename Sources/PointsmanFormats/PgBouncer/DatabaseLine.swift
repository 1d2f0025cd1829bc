/// One line of PgBouncer's `[databases]` section: a name and its `key=value` pairs.
package struct DatabaseLine: Equatable, Sendable {
    package let name: String
    package let pairs: [(key: String, value: String)]

    package init(name: String, pairs: [(key: String, value: String)]) {
        self.name = name
        self.pairs = pairs
    }

    /// Parses the right side of the line; nil if PgBouncer would report a syntax error.
    package init?(name: String, connectionString: some StringProtocol) {
        guard let pairs = Self.pairs(of: connectionString) else { return nil }
        self.init(name: name, pairs: pairs)
    }

    package static func == (left: DatabaseLine, right: DatabaseLine) -> Bool {
        left.text == right.text
    }

    /// The line in the ini file.
    package var text: String { "\(name) = \(connectionString)" }

    /// The right side. Values are put into single quotes, in which a quote is doubled (PgBouncer's config.md, "Section
    /// [databases]"). PgBouncer accepts no empty value: such a pair is left out.
    package var connectionString: String {
        var bytes: [UInt8] = []
        for pair in pairs where !pair.value.isEmpty {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
            bytes += pair.key.utf8
            bytes += [UInt8(ascii: "="), UInt8(ascii: "'")]
            for byte in pair.value.utf8 {
                if byte == UInt8(ascii: "'") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "'"))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package subscript(key: String) -> String? {
        pairs.last { $0.key == key }?.value
    }

    /// Whether `name` needs no quotes: it has only PgBouncer's letters for unquoted names. PgBouncer 1.18 has no quoted
    /// ones, and keeps 63 bytes of a name.
    package static func isName(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count) && name.utf8.allSatisfy(isNameByte)
    }

    package static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || [45, 46, 95].contains(byte)
    }

    /// The pairs as PgBouncer's loader splits them: only at spaces; and after a quoted value one byte of any kind is
    /// skipped. Nil for a syntax error.
    private static func pairs(of text: some StringProtocol) -> [(key: String, value: String)]? {
        var pairs: [(key: String, value: String)] = []
        var rest = Array(text.utf8)[...]
        while true {
            rest = rest.drop { $0 == UInt8(ascii: " ") }
            if rest.isEmpty { return pairs }
            let key = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: " ") }
            rest = rest.dropFirst(key.count).drop { $0 == UInt8(ascii: " ") }
            guard !key.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
            rest = rest.drop { $0 == UInt8(ascii: " ") }
            guard let value = rest.first == UInt8(ascii: "'") ? quoted(&rest) : plain(&rest), !value.isEmpty else {
                return nil
            }
            pairs.append((String(decoding: key, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
    }

    private static func plain(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let value = rest.prefix { $0 != UInt8(ascii: " ") }
        rest = rest.dropFirst(value.count)
        return Array(value)
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "'") {
                // PgBouncer splits there, whatever the next byte is: a comma separates pairs too.
                guard rest.popFirst() == byte else { return value }
            }
            value.append(byte)
        }
        return nil
    }
}
