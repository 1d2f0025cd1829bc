package import PointsmanFormats

/// A line of PgBouncer's file of users, without its secret.
package struct UserlistEntry: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case none = "no password"
        case plain = "a plain password"
        case md5 = "an md5 hash"
        case scram = "a SCRAM secret"

        /// The kind that PgBouncer takes `password` for.
        package init(of password: Secret) {
            if password.isEmpty {
                self = .none
            } else if !Userlist.isHash(password.reveal()) {
                self = .plain
            } else {
                self = password.reveal().utf8.starts(with: "md5".utf8) ? .md5 : .scram
            }
        }
    }

    package var name: String
    package var kind: Kind
    /// Whether it is the password of the database URL; nil if its form doesn't tell.
    package var isTheURLs: Bool?
    /// The primary's answer when this plain password was tried; nil if it was not.
    package var login: Login?

    package enum Login: Equatable, Sendable {
        case accepted
        case refused(String)
    }

    package init(name: String, kind: Kind, isTheURLs: Bool? = nil, login: Login? = nil) {
        self.name = name
        self.kind = kind
        self.isTheURLs = isTheURLs
        self.login = login
    }
}

/// PgBouncer's file of users.
package struct UserlistFacts: Equatable, Sendable {
    package var path: String
    package var entries: [UserlistEntry]
    /// The part that PgBouncer can't read, where it stops; nil if there is none.
    package var flaw: Userlist.Flaw?
    /// The first user that PgBouncer reads and this program can't; nil if there is none.
    package var leftOut: Userlist.Flaw?
    /// Whether users besides its owner and its group may read it.
    package var isPublic: Bool

    package init(
        path: String, entries: [UserlistEntry], flaw: Userlist.Flaw? = nil, leftOut: Userlist.Flaw? = nil,
        isPublic: Bool = false
    ) {
        self.path = path
        self.entries = entries
        self.flaw = flaw
        self.leftOut = leftOut
        self.isPublic = isPublic
    }

    package func entry(_ name: String) -> UserlistEntry? {
        entries.first { $0.name == name }
    }
}
