package import PointsmanFormats

/// One kind of complaint in PgBouncer's log of the last hour.
package struct LoggedComplaint: Equatable, Sendable {
    package var complaint: PoolerComplaint
    package var count: Int
    /// As the log has it.
    package var lastTime: String

    package init(complaint: PoolerComplaint, count: Int, lastTime: String) {
        self.complaint = complaint
        self.count = count
        self.lastTime = lastTime
    }
}
