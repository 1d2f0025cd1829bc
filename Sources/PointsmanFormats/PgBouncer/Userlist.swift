/// PgBouncer's file of users and their passwords (pgbouncer.ini(5), "Authentication file format"). Whoever writes it sees
/// to its mode, 0600.
package struct Userlist: Equatable, Sendable {
    package struct User: Equatable, Sendable {
        package var name: String
        package var password: Secret
        /// Whether it is meant to be what the server stores, an md5 hash or a SCRAM secret, and no password. PgBouncer logs
        /// in to servers with it where the server has the same one.
        package var isStored: Bool

        package init(name: String, password: Secret, isStored: Bool = false) {
            self.name = name
            self.password = password
            self.isStored = isStored
        }
    }

    package private(set) var users: [User]

    /// PgBouncer's own limits, of the text between the quotes.
    private static let mostNameBytes = 127
    private static let mostPasswordBytes = 2047

    package init(_ users: [User]) {
        self.users = users
    }

    /// Reads what ``text()`` writes, as an agent does that takes over a running pooler; nil for anything else.
    package init?(reading text: some StringProtocol) {
        users = []
        for line in text.split(separator: "\n") where !line.hasPrefix(";") {
            var rest = Array(line.utf8)[...]
            guard let name = Self.field(&rest), rest.popFirst() == UInt8(ascii: " "), let password = Self.field(&rest)
            else { return nil }
            users.append(User(name: name, password: Secret(password), isStored: Self.isHash(password)))
        }
    }

    /// The first line of `text` that is none of such a file's, counted from 1; nil where there is none.
    package static func unreadable(in text: some StringProtocol) -> Int? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.firstIndex { Userlist(reading: $0) == nil }.map { $0 + 1 }
    }

    package subscript(name: String) -> Secret? {
        users.first { $0.name == name }?.password
    }

    /// The file.
    package func text() throws(IniWriter.Unwritable) -> String {
        var text = ""
        for user in users {
            let name = try Self.quoted(user.name, most: Self.mostNameBytes, "a user's name")
            let password = try Self.quoted(
                user.password.reveal(), most: Self.mostPasswordBytes, "the password of \(printable(user.name))")
            guard user.isStored || !Self.isHash(user.password.reveal()) else {
                throw IniWriter.Unwritable(
                    description: "the password of \(printable(user.name)) looks like a stored hash, which PgBouncer "
                        + "would take it for: a plain one is needed to log in to the servers")
            }
            text += "\(name) \(password)\n"
        }
        return text
    }

    private static func quoted(_ field: String, most: Int, _ what: String) throws(IniWriter.Unwritable) -> String {
        let bytes = Array(field.utf8)
        guard !bytes.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
            throw IniWriter.Unwritable(description: "\(what) holds a line break or NUL")
        }
        let doubled = bytes.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
        guard doubled.count <= most else {
            throw IniWriter.Unwritable(description: "\(what) is longer than the \(most) bytes that PgBouncer keeps")
        }
        return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }

    /// Whether PgBouncer takes `password` for an md5 hash or a SCRAM secret. It looks at bytes: behind a dollar sign that
    /// carries an accent it still sees a secret.
    private static func isHash(_ password: String) -> Bool {
        password.utf8.starts(with: "SCRAM-SHA-256$".utf8)
            || (password.utf8.starts(with: "md5".utf8) && password.utf8.count == 35
                && password.utf8.dropFirst(3).allSatisfy { $0.isASCIIDigit || (97...102).contains($0) })
    }

    private static func field(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                if rest.first != byte { return String(validating: bytes, as: UTF8.self) }
                rest = rest.dropFirst()
            }
            bytes.append(byte)
        }
        return nil
    }
}
