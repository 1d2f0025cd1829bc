/// The obstacles that keep clients' writes from being acknowledged though the primary lives and gets them.
package struct WriteObstacles: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Commits wait for a synchronous standby.
        case commits
        /// The primary's disk is full.
        case disk
        /// There is no room for one more connection, at the primary or in PgBouncer.
        case connections
    }

    package enum Finding: Codable, Equatable, Sendable {
        /// No probe has told. This is not "none".
        case unknown
        case none
        /// An obstacle; the sentence says which.
        case found(String)

        package var sentence: String? { if case .found(let sentence) = self { sentence } else { nil } }
    }

    /// Commits that have waited from one look to the next.
    package struct Stuck: Codable, Equatable, Sendable {
        /// The number of sessions that wait, at least.
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
    /// Nil while no commit is known to be stuck.
    package var stuck: Stuck?

    package init() {}

    package subscript(kind: Kind) -> Finding {
        switch kind {
        case .commits: commits
        case .disk: disk
        case .connections: connections
        }
    }

    /// The sentence of the first obstacle that was found; nil if none was.
    package var sentence: String? { Kind.allCases.firstMatch { self[$0].sentence } }
}
