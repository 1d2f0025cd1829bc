import PointsmanFormats
import Synchronization

/// What a managed PgBouncer's log complains of, for readers on other threads.
final class ComplaintTally: Sendable {
    private let clock: AgentClock
    private let latest = Mutex<ComplaintCounts?>(nil)

    init(clock: AgentClock) {
        self.clock = clock
    }

    /// From now on there is a log to be read. What was heard before stays.
    func listen() {
        latest.withLock { $0 = $0 ?? ComplaintCounts() }
    }

    func take(_ complaint: PoolerComplaint) {
        latest.withLock { $0?.take(complaint, at: clock.now) }
    }

    /// Nil where nobody hears PgBouncer's log: it is not ours, or was adopted.
    var heard: [HeardComplaint]? {
        latest.withLock { $0?.heard(at: clock.now) }
    }
}
