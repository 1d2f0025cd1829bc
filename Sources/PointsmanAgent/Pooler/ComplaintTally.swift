import PointsmanFormats
import Synchronization

/// The complaints in a managed PgBouncer's log, for readers on other threads.
final class ComplaintTally: Sendable {
    private let clock: AgentClock
    private let latest = Mutex<ComplaintCounts?>(nil)

    init(clock: AgentClock) {
        self.clock = clock
    }

    /// Notes that there is a log to be read from now on. Earlier counts stay.
    func listen() {
        latest.withLock { $0 = $0 ?? ComplaintCounts() }
    }

    func take(_ complaint: PoolerComplaint) {
        latest.withLock { $0?.take(complaint, at: clock.now) }
    }

    /// The complaints so far; nil if PgBouncer's log is not read: PgBouncer is attached, or was adopted.
    var heard: [HeardComplaint]? {
        latest.withLock { $0?.heard(at: clock.now) }
    }
}
