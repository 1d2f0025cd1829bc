/// The report of a server to a probe, with what the model knows of that server besides.
package struct Claim: Equatable, Sendable {
    /// The server that truly sent it.
    package var server: Int
    /// Whether it belongs to the agent's cluster by its system identifier; a clone does.
    package var isOurs: Bool
    package var isInRecovery: Bool
    package var isReadOnly: Bool
    package var timeline: UInt32
    package var lsn: UInt64
    /// The server that it truly streams from, if it said that it streams; otherwise nil.
    package var follows: Int?
    /// The number of followers that it reported.
    package var followers = 0
    /// The time for which it may have missed what its primary has, by its own report.
    package var staleness: VirtualTime?
    /// The run of the server that sent it.
    package var run: UInt32
    /// The system identifier that it reported.
    package var cluster: UInt64

    package init(
        server: Int, isOurs: Bool = true, isInRecovery: Bool = false, isReadOnly: Bool = false, timeline: UInt32,
        lsn: UInt64 = 0, follows: Int? = nil, followers: Int = 0, staleness: VirtualTime? = nil,
        run: UInt32 = 1, cluster: UInt64 = Numbering.cluster
    ) {
        self.server = server
        self.isOurs = isOurs
        self.isInRecovery = isInRecovery
        self.isReadOnly = isReadOnly
        self.timeline = timeline
        self.lsn = lsn
        self.follows = follows
        self.followers = followers
        self.staleness = staleness
        self.run = run
        self.cluster = cluster
    }
}
