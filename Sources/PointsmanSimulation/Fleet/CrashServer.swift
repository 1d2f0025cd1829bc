import PointsmanCore
import PointsmanScenarios

/// A member of a ``FleetCrash``: it answers probes at once, and logins one after the other.
final class CrashServer {
    let index: Int
    var isRunning = true
    var isPrimary: Bool
    var timeline: UInt32 = 3
    /// Which server it streams from; nil if it is the primary.
    var upstream: Int?
    var probes = CrashRate()
    var logins = CrashRate()
    /// Probes that wait for its promotion, and logins that the fence keeps waiting.
    var waitingProbes: [(agent: Int, turn: UInt32)] = []
    var waitingLogins: [(agent: Int, turn: UInt32)] = []
    /// When it has let in all that have asked so far.
    var loginsDone = VirtualTime.zero

    init(index: Int) {
        self.index = index
        isPrimary = index == 0
        upstream = index == 0 ? nil : 0
    }

    /// What it says of itself; the standbys are `followers`.
    func report(followers: [Int]) -> ServerReport {
        ServerReport(
            identity: ServerIdentity(
                systemIdentifier: SystemIdentifier(Numbering.cluster), startedMicroseconds: Int64(index) + 1),
            isInRecovery: !isPrimary, timeline: Timeline(timeline), lsn: LSN(bytes: UInt64(timeline) * 1_000),
            upstream: upstream.map { .member(Numbering.member($0)) } ?? .unknown,
            followers: isPrimary ? .standbys(followers.map { Numbering.member($0).address }) : .unknown,
            staleness: isPrimary ? nil : .zero)
    }
}
