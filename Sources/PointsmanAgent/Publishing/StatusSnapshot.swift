import PointsmanCore
import Synchronization

/// The latest status, for readers on other threads, with what the shell counts beside it.
final class StatusSnapshot: Sendable {
    /// What there is to know at one moment.
    struct Content: Sendable {
        var status: Status
        var counters: AgentCounters
        /// When it was read, on the clock of the status' own moments.
        var moment: Instant
    }

    private let latest = Mutex<(status: Status?, counters: AgentCounters)>((nil, AgentCounters()))
    private let clock: AgentClock

    init(clock: AgentClock) {
        self.clock = clock
    }

    func store(_ status: Status) {
        latest.withLock {
            $0.counters.count(from: $0.status, to: status)
            $0.status = status
        }
    }

    /// Nil before the first status.
    var content: Content? {
        latest.withLock { latest in
            latest.status.map { Content(status: $0, counters: latest.counters, moment: clock.now) }
        }
    }
}
