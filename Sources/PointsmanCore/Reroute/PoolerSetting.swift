/// What the one ini file says that PgBouncer includes.
package struct PoolerSetting: Equatable, Sendable {
    package var writes: WriteRoute
    /// Where reads go; the primary too where no standby is fit.
    package var reads: MemberID

    package init(writes: WriteRoute, reads: MemberID) {
        self.writes = writes
        self.reads = reads
    }
}
