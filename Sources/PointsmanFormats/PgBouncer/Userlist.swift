/// PgBouncer's file of users and their passwords (pgbouncer.ini(5), "Authentication file format"). The code that writes
/// it must set its mode, 0600.
package struct Userlist: Equatable, Sendable {
    package struct User: Equatable, Sendable {
        package var name: String
        package var password: Secret
        /// Whether the password is what the server stores, an md5 hash or a SCRAM secret. PgBouncer logs in to servers
        /// with it if the server has the same one.
        package var isStored: Bool

        package init(name: String, password: Secret, isStored: Bool = false) {
            self.name = name
            self.password = password
            self.isStored = isStored
        }
    }

    package private(set) var users: [User]
    /// The first user of a file that is left out although PgBouncer reads it, since its name or password is not UTF-8; nil
    /// if there is none.
    package private(set) var leftOut: Flaw?

    /// PgBouncer's own limits for the texts between the quotes; for passwords that of every release that is taken.
    static let mostNameBytes = 127
    static let mostPasswordBytes = 2047

    /// The limit for passwords of one release; nil for any. 1.26 reads tokens of cloud providers, too.
    static func mostPasswordBytes(of release: PgBouncerVersion?) -> Int {
        release.map { $0 >= .readsLongPasswords } ?? false ? 65_530 : mostPasswordBytes
    }

    package init(_ users: [User]) {
        self.users = users
    }

    /// A part of such a file that PgBouncer can't read: it keeps the users before it, and none after it.
    package struct Flaw: Error, Equatable, Sendable {
        /// The line's number, counted from one.
        package let line: Int
        /// A sentence without a full stop that says what would be right. It never holds a value, which may be a secret.
        package let sentence: String
    }

    /// Parses a file that was written for a PgBouncer of any release.
    /// - Returns: nil if every PgBouncer would stop before its end.
    package init?(reading text: some StringProtocol) {
        let read = Self.read(Array(text.utf8), by: .readsLongPasswords)
        guard read.flaw == nil else { return nil }
        self = read.list
    }

    /// The users that PgBouncer finds in a file of `bytes`, and the flaw at which it stops; nil if there is none.
    /// - Parameter release: whose limits hold; nil for those of every release.
    package static func read(_ bytes: [UInt8], by release: PgBouncerVersion? = nil) -> (list: Userlist, flaw: Flaw?) {
        let reader = UserlistReader(bytes, mostPasswordBytes: mostPasswordBytes(of: release))
        var list = Userlist(reader.users)
        list.leftOut = reader.leftOut
        return (list, reader.flaw)
    }

    package subscript(name: String) -> Secret? {
        users.first { $0.name == name }?.password
    }

    /// The file's text. Throws if a name or password can't be written.
    /// - Parameter release: whose limits hold; nil for those of every release.
    package func text(for release: PgBouncerVersion? = nil) throws(IniWriter.Unwritable) -> String {
        var text = ""
        for user in users {
            let name = try Self.quoted(user.name, most: Self.mostNameBytes, "a user's name")
            let password = try Self.quoted(
                user.password.reveal(), most: Self.mostPasswordBytes(of: release),
                "the password of \(printable(user.name))")
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
        guard !bytes.contains(0) else { throw IniWriter.Unwritable(description: "\(what) holds NUL") }
        let doubled = bytes.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
        guard doubled.count <= most else {
            throw IniWriter.Unwritable(description: "\(what) is longer than the \(most) bytes that PgBouncer keeps")
        }
        return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }

    /// Whether PgBouncer takes `password` for an md5 hash or a SCRAM secret. It compares bytes: a dollar sign with an
    /// accent still makes a secret.
    package static func isHash(_ password: String) -> Bool {
        password.utf8.starts(with: "SCRAM-SHA-256$".utf8)
            || (password.utf8.starts(with: "md5".utf8) && password.utf8.count == 35
                && password.utf8.dropFirst(3).allSatisfy { $0.isASCIIDigit || (97...102).contains($0) })
    }
}
