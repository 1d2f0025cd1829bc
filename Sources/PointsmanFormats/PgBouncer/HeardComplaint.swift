/// One kind of complaint that the agent has read in its PgBouncer's log within the last hour.
package struct HeardComplaint: Equatable, Sendable {
    package var complaint: PoolerComplaint
    /// The number of lines.
    package var count: Int
    /// The time since the last one was read.
    package var ago: Duration

    package init(complaint: PoolerComplaint, count: Int, ago: Duration) {
        self.complaint = complaint
        self.count = count
        self.ago = ago
    }
}
