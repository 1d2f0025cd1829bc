/// The content of the ini file that PgBouncer includes.
package struct PoolerSetting: Codable, Equatable, Sendable {
    package var writes: WriteRoute
    /// The member that reads go to; the primary if no standby is fit.
    package var reads: MemberID
    /// The number of connections that its pools may open on one server; nil leaves them as they are configured.
    package var share: Int?

    package init(writes: WriteRoute, reads: MemberID, share: Int? = nil) {
        self.writes = writes
        self.reads = reads
        self.share = share
    }

    /// Whether reads go to the server that takes writes.
    var leadsReadsAlong: Bool { reads == writes.member }
}
