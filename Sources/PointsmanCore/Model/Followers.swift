/// The standbys that stream from a primary, as its connections show them (`pg_stat_replication`).
///
/// Not every WAL sender serves a standby: an archiver, a base backup and a logical subscriber follow no server.
package enum Followers: Codable, Equatable, Sendable {
    /// The role's rights don't show what the WAL senders serve. This is not "none".
    case unknown
    /// The addresses from which standbys stream, in order; nil for one over a Unix socket. An address may belong to no
    /// member: it can be a translated one, or another cluster's. Nor does a member's address prove a standby: an archiver
    /// may run on the member's machine.
    case standbys([IPAddress?])

    /// How many standbys stream; nil if that is unknown.
    package var count: Int? {
        if case .standbys(let addresses) = self { addresses.count } else { nil }
    }

    /// Whether a standby streams from `address`.
    func includes(_ address: IPAddress) -> Bool {
        if case .standbys(let addresses) = self { addresses.contains(address) } else { false }
    }
}

/// The server that a standby streams from, as its WAL receiver shows it (`pg_stat_wal_receiver`).
package enum Upstream: Codable, Equatable, Sendable {
    /// The role's rights don't show it, or it is a name or a socket instead of an address. This is not "none".
    case unknown
    /// No WAL receiver runs.
    case none
    case member(MemberID)

    /// The server's address; nil if there is no WAL receiver or the address is unknown.
    package var member: MemberID? {
        if case .member(let member) = self { member } else { nil }
    }
}
