/// What a server said of itself in a probe, with what the model knows of it besides.
package struct Claim: Equatable, Sendable {
    /// Which server it truly was.
    package var server: Int
    /// Whether it belongs to the cluster by its system identifier; a clone does.
    package var isOurs: Bool
    package var isInRecovery: Bool
    package var isReadOnly: Bool
    package var timeline: UInt32
    package var lsn: UInt64
    /// Whom it streams from; nil for a primary, and for a standby that streams from nobody.
    package var upstream: Int?
    /// How many stream from it.
    package var followers: Int

    package init(
        server: Int, isOurs: Bool = true, isInRecovery: Bool = false, isReadOnly: Bool = false, timeline: UInt32,
        lsn: UInt64 = 0, upstream: Int? = nil, followers: Int = 0
    ) {
        self.server = server
        self.isOurs = isOurs
        self.isInRecovery = isInRecovery
        self.isReadOnly = isReadOnly
        self.timeline = timeline
        self.lsn = lsn
        self.upstream = upstream
        self.followers = followers
    }
}
