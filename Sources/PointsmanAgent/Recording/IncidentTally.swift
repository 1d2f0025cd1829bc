import PointsmanFormats
import PointsmanRecording
import Synchronization

/// The incidents that are over, counted, and the last of them, for readers on other threads.
final class IncidentTally: Sendable {
    private struct Kept {
        var totals = IncidentTotals()
        var latest: [IncidentReport] = []
    }

    private let kept = Mutex(Kept())

    /// How many of the last ones are kept.
    static let most = 3

    var totals: IncidentTotals { kept.withLock { $0.totals } }

    /// The last ones since the agent's start, the latest first.
    var latest: [IncidentReport] { kept.withLock { $0.latest } }

    func count(_ report: IncidentReport) {
        kept.withLock { kept in
            kept.totals.add(
                kind: report.kind.rawValue,
                seconds: report.shares.map { ($0.owner.rawValue, $0.duration / .seconds(1)) })
            kept.latest = [report] + kept.latest.prefix(Self.most - 1)
        }
    }

    func note(lostSteps: Int) {
        kept.withLock { $0.totals.lostSteps = lostSteps }
    }
}
