import PointsmanFormats
import Synchronization

/// By what connections of the PgBouncer of the latest session can be cut, for readers on other threads.
final class SeveranceRecord: Sendable {
    private let latest = Mutex<SeveranceReport?>(nil)

    /// - Returns: whether it is another one than before.
    func take(_ report: SeveranceReport) -> Bool {
        latest.withLock { latest in
            defer { latest = report }
            return latest != report
        }
    }

    /// Nil before the first session.
    var report: SeveranceReport? { latest.withLock { $0 } }
}
