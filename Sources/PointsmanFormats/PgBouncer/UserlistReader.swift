/// A reader of a file of users that works like PgBouncer (load_auth_file of its loader.c): names and passwords are in
/// double quotes, in which a quote is doubled and line breaks are allowed; white space may come before a name; any text
/// may stand between the two and after them; a `;` before a name begins a comment; of two lines for one user the last
/// counts. PgBouncer stops at the first part that it can't read, keeps the users before it, and starts. Unlike it, this program
/// carries text only: a user whose name or password is not UTF-8 is left out.
struct UserlistReader {
    private let bytes: [UInt8]
    private let mostPasswordBytes: Int
    private var position = 0
    private(set) var users: [Userlist.User] = []
    private(set) var flaw: Userlist.Flaw?
    /// The first user that was left out; nil if there is none.
    private(set) var leftOut: Userlist.Flaw?
    /// Where each name stands in ``users``.
    private var places: [[UInt8]: Int] = [:]

    /// A user as the file has it, and where its line begins.
    private struct Entry {
        let start: Int
        let name: [UInt8]
        let password: [UInt8]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ bytes: [UInt8], mostPasswordBytes: Int) {
        self.mostPasswordBytes = mostPasswordBytes
        // PgBouncer reads a C string.
        self.bytes = Array(bytes.prefix { $0 != 0 })
        do throws(Userlist.Flaw) {
            while let entry = try next() { take(entry) }
        } catch {
            flaw = error
        }
    }

    private mutating func take(_ entry: Entry) {
        guard let name = String(validating: entry.name, as: UTF8.self) else {
            return leaveOut(entry, "the user's name")
        }
        guard let password = String(validating: entry.password, as: UTF8.self) else {
            return leaveOut(entry, "the password")
        }
        let user = Userlist.User(name: name, password: Secret(password), isStored: Userlist.isHash(password))
        if let place = places[entry.name] {
            users[place] = user
        } else {
            places[entry.name] = users.count
            users.append(user)
        }
    }

    private mutating func leaveOut(_ entry: Entry, _ what: String) {
        leftOut = leftOut ?? flaw(at: entry.start, "\(what) is not UTF-8")
    }

    private mutating func next() throws(Userlist.Flaw) -> Entry? {
        while true {
            skip(while: IniScanner.isSpace)
            guard let byte = current else { return nil }
            guard byte == UInt8(ascii: ";") else { break }
            skipLine()
        }
        let start = position
        guard current == Self.quote else { throw flaw(at: start, beginning(start)) }
        let name = try quoted(start, most: Userlist.mostNameBytes, "the user's name")
        skip { $0 != Self.quote }
        guard let opening = current.map({ _ in position }) else {
            throw flaw(at: start, "a password is missing behind the name: \(Self.form)")
        }
        let password = try quoted(opening, most: mostPasswordBytes, "the password")
        skipLine()
        return Entry(start: start, name: name, password: password)
    }

    private static let form = "\"NAME\" \"PASSWORD\" is expected"

    /// The error of a line that does not begin with a quote.
    private func beginning(_ start: Int) -> String {
        if start == 0, bytes.starts(with: Self.mark) {
            return "the file begins with a byte order mark, which PgBouncer does not take: save it as UTF-8 without one"
        }
        let hint = bytes[start] == UInt8(ascii: "#") ? "; a comment begins with ;" : ""
        return Self.form + ", where PASSWORD may be what the server stores (pg_authid.rolpassword)" + hint
    }

    /// The text between the quote at `start` and its closing one. The limit applies to the text in the file.
    private mutating func quoted(_ start: Int, most: Int, _ what: String) throws(Userlist.Flaw) -> [UInt8] {
        position = start + 1
        var field: [UInt8] = []
        while let byte = current {
            position += 1
            if byte == Self.quote {
                guard current == Self.quote else {
                    guard position - start - 2 <= most else {
                        throw flaw(at: start, "\(what) is longer than the \(most) bytes that PgBouncer keeps")
                    }
                    return field
                }
                position += 1
            }
            field.append(byte)
        }
        throw flaw(at: start, "\(what) has no second \"")
    }

    private func flaw(at start: Int, _ sentence: String) -> Userlist.Flaw {
        Userlist.Flaw(line: 1 + bytes[..<start].count { $0 == UInt8(ascii: "\n") }, sentence: sentence)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(while holds: (UInt8) -> Bool) {
        while let byte = current, holds(byte) { position += 1 }
    }

    private mutating func skipLine() { skip { $0 != UInt8(ascii: "\n") } }
}
