package import PointsmanFormats

/// PgBouncer's file of users.
package struct UserlistFacts: Equatable, Sendable {
    package var path: String
    package var entries: [UserlistEntry]
    /// What PgBouncer can't read, where it stops.
    package var flaw: Userlist.Flaw?
    /// Whether others than its owner and its group may read it.
    package var isPublic: Bool

    package init(path: String, entries: [UserlistEntry], flaw: Userlist.Flaw? = nil, isPublic: Bool = false) {
        self.path = path
        self.entries = entries
        self.flaw = flaw
        self.isPublic = isPublic
    }

    package func entry(_ name: String) -> UserlistEntry? {
        entries.first { $0.name == name }
    }
}
