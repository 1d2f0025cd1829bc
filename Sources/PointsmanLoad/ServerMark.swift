/// The mark of the server that committed a write: the timeline, which rises by promotion, and the server's start, which
/// changes when it is restarted in place.
package struct ServerMark: Hashable, Sendable {
    package let timeline: Int
    /// `pg_postmaster_start_time()` as text.
    package let startedAt: String

    package init(timeline: Int, startedAt: String) {
        self.timeline = timeline
        self.startedAt = startedAt
    }
}
