/// The server that a standby streams from, as its WAL receiver shows it (`pg_stat_wal_receiver`).
package enum Upstream: Equatable, Sendable {
    /// The role's rights don't show it, or it is a name or a socket instead of an address. This is not "none".
    case unknown
    /// No WAL receiver runs.
    case none
    case member(MemberID)

    /// The server's address; nil where there is none or it is unknown.
    package var member: MemberID? {
        if case .member(let member) = self { member } else { nil }
    }
}
