/// What a server said of itself in a probe, with what the model knows of it besides.
package struct Claim: Equatable, Sendable {
    /// Which server it truly was.
    package var server: Int
    /// Whether it belongs to the agent's cluster by its system identifier; a clone does.
    package var isOurs: Bool
    package var isInRecovery: Bool
    package var isReadOnly: Bool
    package var timeline: UInt32
    package var lsn: UInt64
    /// Whom it said it streams from: which server that truly is.
    package var follows: Int?
    /// How many it said stream from it.
    package var followers = 0
    /// For how long it said that it may not have seen what its primary has.
    package var staleness: VirtualTime?
    /// Which of its runs it was.
    package var run: UInt32
    /// Its system identifier.
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
