import PointsmanFormats

/// Database URLs: whatever stands around it, a password is told to nobody.
enum DatabaseURLProperties {
    /// Stands for the password, and is a word that no input holds by itself.
    private static let secret = "Kanari3nv0gel"

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !tells(text) else { return }
        if let url = try? DatabaseURL(text) { try check(url) }
        var fields = Fields(bytes)
        let (before, after, rest) = (fields.next(), fields.next(), fields.next())
        try checkPassword(before, after, rest)
        try checkParameter(before, after, rest)
    }

    private static func check(_ url: DatabaseURL) throws(BrokenProperty) {
        if case .name(let name) = url.host {
            try expect(DatabaseURL.isHostName(name), "\(name.debugDescription) is no host's name")
            try expect(name.utf8.allSatisfy(DatabaseLine.isNameByte), "\(name.debugDescription) is no host's name")
        }
        try expect(!url.user.isEmpty && !url.database.isEmpty && url.port > 0, "\(url) lacks something")
        for (keyword, value) in url.parameters() {
            try expect(!value.utf8.contains(0), "\(keyword) would end early in C")
        }
    }

    /// The password stands where it belongs, with characters around it that should have been percent-encoded.
    private static func checkPassword(_ before: String, _ after: String, _ rest: String) throws(BrokenProperty) {
        let text = "postgres://app:\(before)\(secret)\(after)@\(rest)"
        let url: DatabaseURL
        do throws(DatabaseURLError) {
            url = try DatabaseURL(text)
        } catch {
            return try expect(!tells(error.description), "an error tells the password: \(error)")
        }
        let shown = [url.description, "\(url)", String(reflecting: url)] + url.notices
        try expect(!shown.contains(where: tells), "\(url) tells the password")
        try expect(url.password.map { tells($0.reveal()) } == true, "\(text.debugDescription) has another password")
    }

    /// The password is a parameter; an & in it should have been percent-encoded.
    private static func checkParameter(_ before: String, _ after: String, _ rest: String) throws(BrokenProperty) {
        let url: DatabaseURL
        do throws(DatabaseURLError) {
            url = try DatabaseURL("postgres://app@db.internal/db?\(rest)&password=\(before)\(secret)\(after)")
        } catch {
            return try expect(!tells(error.description), "an error tells the password: \(error)")
        }
        try expect(!url.notices.contains(where: tells), "a notice tells the password: \(url.notices)")
    }

    /// By bytes: an accent behind the word must not hide it.
    private static func tells(_ text: String) -> Bool {
        text.utf8.firstRange(of: secret.utf8) != nil
    }
}
