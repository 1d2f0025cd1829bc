/// The release of a pooler, as SHOW VERSION tells it: `PgBouncer 1.18.0`.
package struct PgBouncerVersion: Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int

    /// The oldest release that is known to work.
    package static let oldest = PgBouncerVersion(major: 1, minor: 18)

    /// The first release with KILL_CLIENT, and with `id` in SHOW CLIENTS.
    package static let killsClients = PgBouncerVersion(major: 1, minor: 24)

    /// The first release with `[peers]`.
    package static let hasPeers = PgBouncerVersion(major: 1, minor: 19)

    /// The first release that carries prepared statements of the protocol from session to session.
    package static let carriesPrepared = PgBouncerVersion(major: 1, minor: 21)

    /// The first release whose users' file may have passwords of more than 2047 bytes.
    package static let readsLongPasswords = PgBouncerVersion(major: 1, minor: 26)

    package init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    package init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard words.count >= 2, words[0].lowercased() == "pgbouncer" else { return nil }
        let numbers = words[1].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count >= 2, let major = Int(numbers[0]),
            let minor = Int(numbers[1].prefix { $0.isASCII && $0.isNumber }), major >= 0
        else { return nil }
        self.init(major: major, minor: minor)
    }

    /// Parses the row of SHOW VERSION.
    package init?(row value: (String) -> String?) {
        guard let text = value("version") else { return nil }
        self.init(text)
    }

    package static func < (left: PgBouncerVersion, right: PgBouncerVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    package var description: String { "\(major).\(minor)" }
}
