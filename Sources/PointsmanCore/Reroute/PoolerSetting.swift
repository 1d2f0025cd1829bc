/// What the one ini file says that PgBouncer includes.
package struct PoolerSetting: Equatable, Sendable {
    package var writes: WriteRoute
    /// Where reads go; the primary too where no standby is fit.
    package var reads: MemberID
    /// How many connections its pools may open on one server; nil leaves them as they are configured.
    package var share: Int?

    package init(writes: WriteRoute, reads: MemberID, share: Int? = nil) {
        self.writes = writes
        self.reads = reads
        self.share = share
    }
}
