/// The facts that a server reported of itself in one probe.
package struct ServerReport: Codable, Equatable, Sendable {
    package var identity: ServerIdentity
    /// `pg_is_in_recovery()`.
    package var isInRecovery: Bool
    /// Whether it refuses writes though it is not in recovery: `default_transaction_read_only`, of the server, the
    /// database or the role.
    package var isReadOnly: Bool
    /// On a primary the timeline of its current log file; on a standby the one that it receives, nil if our rights
    /// don't show it.
    package var timeline: Timeline?
    /// On a primary the flushed position, which no crash takes back; on a standby the replayed one, which readers see.
    package var lsn: LSN?
    /// On a standby: the server that it streams from.
    package var upstream: Upstream
    /// On a primary: the standbys that stream from it.
    package var followers: Followers
    /// On a standby: the longest time for which it may not have seen the primary's writes; nil if our rights don't show
    /// it.
    package var staleness: Duration?
    /// On a standby: whether it is seen to end its recovery, milliseconds before it takes writes; always false if our
    /// rights don't show it.
    package var isPromoting: Bool
    /// The address at which the server itself accepted our connection; nil over a Unix socket. If it differs from the
    /// dialled one, a proxy or an address translation stood in between.
    package var endpoint: MemberID?
    /// How many connections ordinary roles may open in all: `max_connections` without the reserved ones, or the limit
    /// of the role or the database if that is lower.
    package var connections: Int?
    /// `server_version_num`: 150004 is 15.4.
    package var version: UInt32?

    package init(
        identity: ServerIdentity, isInRecovery: Bool, isReadOnly: Bool = false, timeline: Timeline?, lsn: LSN?,
        upstream: Upstream = .unknown, followers: Followers = .unknown, staleness: Duration? = nil,
        isPromoting: Bool = false,
        endpoint: MemberID? = nil, connections: Int? = nil, version: UInt32? = nil
    ) {
        self.identity = identity
        self.isInRecovery = isInRecovery
        self.isReadOnly = isReadOnly
        self.timeline = timeline
        self.lsn = lsn
        self.upstream = upstream
        self.followers = followers
        self.staleness = staleness
        self.isPromoting = isPromoting
        self.endpoint = endpoint
        self.connections = connections
        self.version = version
    }

    /// Whether no proxy stood between the agent and the server at `dialled`, as far as the endpoint shows.
    func isDirect(_ dialled: MemberID) -> Bool {
        endpoint.map { $0 == dialled } ?? true
    }
}
