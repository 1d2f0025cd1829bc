/// One `name=value` of a query, decoded. `?verbose` has a name and no value.
package struct QueryItem: Equatable, Sendable {
    package let name: String
    package let value: String?

    package init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }

    /// The text in a query: characters other than letters, digits and `-._~` are escaped (RFC 3986, 2.3).
    package var text: String {
        Self.encoded(name) + (value.map { "=\(Self.encoded($0))" } ?? "")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
    }

    /// The items of the text after the question mark; `+` is a space, as forms and curl's `--data-urlencode -G` send
    /// it.
    static func items(of query: Substring.UTF8View) -> [QueryItem] {
        query.split(separator: UInt8(ascii: "&")).map { item in
            let halves = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return QueryItem(decoded(halves[0]), halves.count == 2 ? decoded(halves[1]) : nil)
        }
    }

    /// Decodes a text. A malformed escape stays as it is: an unknown name or value is refused later.
    private static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            let escaped = byte == UInt8(ascii: "%") ? rest.prefix(2).compactMap(digit) : []
            if escaped.count == 2 {
                bytes.append(escaped[0] << 4 | escaped[1])
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
