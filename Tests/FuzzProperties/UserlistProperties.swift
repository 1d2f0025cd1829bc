import PointsmanFormats

/// PgBouncer's file of users, and libpq's of passwords.
enum UserlistProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        if let list = Userlist(reading: String(decoding: bytes, as: UTF8.self)) { try checkRoundTrip(list) }
        var fields = Fields(bytes)
        let users = (0..<2).map { _ in Userlist.User(name: fields.next(), password: Secret(fields.next())) }
        // Of two lines for one user the last counts.
        let isOne = users[0].name.utf8.elementsEqual(users[1].name.utf8)
        try checkRoundTrip(Userlist(isOne ? [users[1]] : users))
        try checkPasswords(bytes)
    }

    private static func checkRoundTrip(_ list: Userlist) throws(BrokenProperty) {
        guard let text = try? list.text() else { return }
        guard let again = Userlist(reading: text) else {
            throw BrokenProperty("\(text.debugDescription) is not read back")
        }
        try expect(
            again.users.count == list.users.count, "\(text.debugDescription) is read as \(again.users.count) users")
        for (left, right) in zip(again.users, list.users) {
            try expectSame(left.name, right.name, "the user read back")
            try expectSame(left.password.reveal(), right.password.reveal(), "the password read back")
            try expect(
                right.isStored || !isStored(right.password.reveal()),
                "PgBouncer takes \(right.password.reveal()) for a hash")
        }
    }

    /// PgBouncer's get_password_type(), by bytes as it does.
    private static func isStored(_ password: String) -> Bool {
        let bytes = Array(password.utf8)
        let isMD5 = bytes.count == 35 && bytes.dropFirst(3).allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return bytes.starts(with: "SCRAM-SHA-256$".utf8) || bytes.starts(with: "md5".utf8) && isMD5
    }

    private static func checkPasswords(_ bytes: [UInt8]) throws(BrokenProperty) {
        let file = PassFile(bytes)
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        try expect(file.unreadable.allSatisfy { (1...lines).contains($0) }, "unreadable lines past the end")
        if let password = file.password(host: .name("db"), port: 5432, database: "app", user: "app") {
            try expect(!password.isEmpty && !password.reveal().utf8.contains(0), "an empty password")
        }
    }
}
