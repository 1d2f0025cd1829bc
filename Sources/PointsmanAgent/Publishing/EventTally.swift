import PointsmanCore
import Synchronization

/// The counters from the events, for readers on other threads. The agent gives it every event.
final class EventTally: Sendable {
    private let latest = Mutex(EventCounters())

    var counters: EventCounters { latest.withLock { $0 } }

    func begin(_ id: OperationID, _ operation: Operation) {
        latest.withLock { $0.begin(id, operation) }
    }

    func take(_ event: Event) {
        latest.withLock { $0.take(event) }
    }

    /// Forgets members that are gone.
    func keep(only members: [MemberID]) {
        latest.withLock { $0.keep(only: members) }
    }
}
