/// What keeps clients' writes from being acknowledged though the primary lives and writes go to it.
package struct WriteObstacles: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// They wait for a synchronous standby.
        case commits
        /// The primary's disk is full.
        case disk
        /// There is no room for one more connection, at the primary or in PgBouncer.
        case connections
    }

    package enum Finding: Equatable, Sendable {
        /// Nobody has said. This is not "none".
        case unknown
        case none
        /// A sentence.
        case found(String)

        package var sentence: String? { if case .found(let sentence) = self { sentence } else { nil } }
    }

    /// Commits that have waited from one look to another.
    package struct Stuck: Equatable, Sendable {
        /// At least so many.
        package let sessions: Int
        package let since: Instant

        package init(sessions: Int, since: Instant) {
            self.sessions = sessions
            self.since = since
        }
    }

    package var commits = Finding.unknown
    package var disk = Finding.unknown
    package var connections = Finding.unknown
    /// Nil while none is known to be stuck.
    package var stuck: Stuck?

    package init() {}

    package subscript(kind: Kind) -> Finding {
        switch kind {
        case .commits: commits
        case .disk: disk
        case .connections: connections
        }
    }

    /// The first of those that were found.
    package var sentence: String? { Kind.allCases.firstMatch { self[$0].sentence } }
}
