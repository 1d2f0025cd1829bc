/// The text of a database URL without its passwords, for files that others may read. The rest stays as it was written,
/// including parameters that only other programs know.
package struct BareURL: Equatable, Sendable {
    /// The URL without passwords.
    package let text: String
    /// The URL with PASSWORD in place of each password, in printable ASCII without single quotes, for a command to be
    /// completed.
    package let example: String
    /// Whether the text had a password.
    package let hadPassword: Bool
    /// Whether it had the password of a key (`sslpassword`), for which libpq reads no file.
    package let hadKeyPassword: Bool

    private static let keyPassword = "sslpassword"
    private static let secrets = ["password", keyPassword]
    private static let placeholder = "PASSWORD"

    /// - Parameter text: a URL that ``DatabaseURL`` accepts.
    package init(_ text: String) {
        let bytes = Array(text.utf8)
        let scheme = ["postgres://", "postgresql://"].first { bytes.starts(with: $0.utf8) }?.utf8.count ?? 0
        var rest = bytes[scheme...]
        var (bare, example) = (Array(bytes[..<scheme]), Array(bytes[..<scheme]))
        var hadPassword = false
        // The user's part ends at the first @ before any slash.
        let head = rest.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "/") }
        if rest.dropFirst(head.count).first == UInt8(ascii: "@") {
            let name = head.prefix { $0 != UInt8(ascii: ":") }
            bare += name + [UInt8(ascii: "@")]
            example += name
            if head.count > name.count + 1 {
                hadPassword = true
                example += Array((":" + Self.placeholder).utf8)
            }
            example.append(UInt8(ascii: "@"))
            rest = rest.dropFirst(head.count + 1)
        }
        let place = rest.prefix { $0 != UInt8(ascii: "?") }
        bare += place
        example += place
        let pairs = rest.dropFirst(place.count + 1).split(separator: UInt8(ascii: "&"))
        let kept = pairs.filter { !Self.isSecret($0) }
        hadPassword = hadPassword || kept.count < pairs.count
        bare += Self.query(kept.map { Array($0) })
        example += Self.query(
            pairs.map { pair in
                Self.isSecret(pair)
                    ? Array(pair.prefix { $0 != UInt8(ascii: "=") }) + Array(("=" + Self.placeholder).utf8)
                    : Array(pair)
            })
        self.text = String(decoding: bare, as: UTF8.self)
        self.example = example.reduce(into: "") { text, byte in
            if (33...126).contains(byte), byte != UInt8(ascii: "'") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        self.hadPassword = hadPassword
        hadKeyPassword = pairs.contains { Self.name(of: $0) == Self.keyPassword }
    }

    /// This URL with a further parameter.
    package func adding(_ key: String, _ value: String) -> String {
        text + (text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + key + "=" + value
    }

    private static func query(_ pairs: [[UInt8]]) -> [UInt8] {
        pairs.isEmpty ? [] : [UInt8(ascii: "?")] + pairs.joined(separator: [UInt8(ascii: "&")])
    }

    private static func isSecret(_ pair: ArraySlice<UInt8>) -> Bool {
        name(of: pair).map(secrets.contains) ?? false
    }

    private static func name(of pair: ArraySlice<UInt8>) -> String? {
        try? PercentDecoding.text(pair.prefix { $0 != UInt8(ascii: "=") })
    }
}
