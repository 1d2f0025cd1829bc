/// What a server said of itself in one probe.
package struct ServerReport: Equatable, Sendable {
    package var identity: ServerIdentity
    /// `pg_is_in_recovery()`.
    package var isInRecovery: Bool
    /// Refuses writes though it is not in recovery: `default_transaction_read_only`, of the server, the database or the
    /// role.
    package var isReadOnly: Bool
    /// On a primary that of its current log file; on a standby the one that it receives, nil where our rights don't
    /// show it.
    package var timeline: Timeline?
    /// On a primary the position flushed, which no crash takes back; on a standby the one replayed, which readers see.
    package var lsn: LSN?
    /// Where a standby streams from, where our rights show it.
    package var upstream: MemberID?

    package init(
        identity: ServerIdentity, isInRecovery: Bool, isReadOnly: Bool = false, timeline: Timeline?, lsn: LSN?,
        upstream: MemberID? = nil
    ) {
        self.identity = identity
        self.isInRecovery = isInRecovery
        self.isReadOnly = isReadOnly
        self.timeline = timeline
        self.lsn = lsn
        self.upstream = upstream
    }
}
