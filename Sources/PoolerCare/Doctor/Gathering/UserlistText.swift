package import PointsmanFormats

/// PgBouncer's users' file as PgBouncer reads it (pgbouncer.ini(5), "Authentication file format"): anybody's, not only
/// ours.
package struct UserlistText {
    package struct User {
        package let name: String
        package let secret: Secret
        package var kind: UserlistEntry.Kind { UserlistText.kind(of: secret.reveal()) }
    }

    package private(set) var users: [User] = []
    /// The line at which PgBouncer stops, counted from one.
    package private(set) var brokenLine: Int?

    package init(_ text: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = Array(line.utf8).drop(while: Self.isSpace)
            guard let first = rest.first, first != UInt8(ascii: ";") else { continue }
            guard let name = Self.quoted(&rest) else {
                brokenLine = index + 1
                return
            }
            rest = rest.drop(while: Self.isSpace)
            guard let secret = Self.quoted(&rest) else {
                brokenLine = index + 1
                return
            }
            // What stands behind is left over from older releases.
            users.append(User(name: name, secret: Secret(secret)))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                guard rest.first == byte else { return String(decoding: bytes, as: UTF8.self) }
                rest = rest.dropFirst()
            }
            bytes.append(byte)
        }
        return nil
    }

    static func kind(of secret: String) -> UserlistEntry.Kind {
        if secret.isEmpty { return .none }
        if secret.hasPrefix("SCRAM-SHA-256$") { return .scram }
        let isHexadecimal = secret.utf8.dropFirst(3).allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (97...102).contains(byte)
        }
        return secret.hasPrefix("md5") && secret.utf8.count == 35 && isHexadecimal ? .md5 : .plain
    }
}
