import PointsmanCore
import PointsmanLoad
import PointsmanRecording

/// The owners of the time without writes in a drill, held against the drill's own ledger.
package struct DrillAttribution: Sendable {
    /// The time of each owner in milliseconds, over all incidents.
    package let owners: [(name: String, milliseconds: Double)]
    /// How much of each move's time, from the fault to the last writer's first commit, has a known owner, and how many milliseconds
    /// of it have none; the worst move. Nil if no move ended.
    package let covered: Double?
    package let missingMilliseconds: Double?

    package static let least = 0.95
    /// A writer may have had its commit so much later than the agent's round trip, and a server is told to stop so much before it does.
    package static let blinkMilliseconds = 50.0

    init(_ recording: DrillRecording, _ history: DrillHistory, began: Int64) {
        owners = IncidentReport.Owner.allCases.compactMap { owner in
            let sum = recording.reports.flatMap(\.shares).reduce(Duration.zero) {
                $0 + ($1.owner == owner ? $1.duration : .zero)
            }
            return sum > .zero ? (owner.name, sum.milliseconds) : nil
        }
        func wall(_ moment: Instant) -> WallTime { WallTime(microseconds: (began + moment.nanoseconds) / 1_000) }
        let moves = history.moves.compactMap { move in
            DrillFigures.lastFirstCommit(in: move, history).map { last in
                let share = recording.covered(from: wall(move.faultAt), to: wall(last))
                return (share, (1 - share) * (last - move.faultAt).milliseconds)
            }
        }
        covered = moves.map(\.0).min()
        missingMilliseconds = moves.map { $0.1.inTenths }.max()
    }

    /// A sentence for a part of the time that is too large to have no owner.
    var gap: String? {
        guard let covered, let missingMilliseconds, covered < Self.least,
            missingMilliseconds > Self.blinkMilliseconds
        else { return nil }
        return "only \(Int((covered * 100).rounded(.down))) % of the time without writes has an owner in `why`"
    }

    var text: String {
        let shares = owners.map { "\($0.name) \($0.milliseconds.plain) ms" }.joined(separator: ", ")
        let share = covered.map { "; \((($0 * 1_000).rounded() / 10).plain) % of the ledger's time has an owner" } ?? ""
        let rest = missingMilliseconds.map { ", all but \($0.plain) ms" } ?? ""
        return (shares.isEmpty ? "no owner" : shares) + share + rest
    }
}
