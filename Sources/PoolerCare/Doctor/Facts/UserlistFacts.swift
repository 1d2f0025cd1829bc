/// PgBouncer's file of users.
package struct UserlistFacts: Equatable, Sendable {
    package var path: String
    package var entries: [UserlistEntry]
    /// The first line that PgBouncer can't read, where it stops.
    package var brokenLine: Int?
    /// Whether others than its owner and its group may read it.
    package var isPublic: Bool

    package init(path: String, entries: [UserlistEntry], brokenLine: Int? = nil, isPublic: Bool = false) {
        self.path = path
        self.entries = entries
        self.brokenLine = brokenLine
        self.isPublic = isPublic
    }

    package func entry(_ name: String) -> UserlistEntry? {
        entries.first { $0.name == name }
    }
}
