/// The whole of what this instance tells the world, at one moment.
package struct Status: Equatable, Sendable {
    package var checks: [ReadinessCheck]
    package var verdict: WriteVerdict
    package var members: [MemberStatus]
    /// What the pooler is set to; nil while nobody knows.
    package var setting: PoolerSetting?
    package var hold: Reroute.Hold
    package var isConfirmed: Bool
    package var fence: Fence?
    /// How many instances there are, where pools are shared out; nil before anybody said.
    package var fleet: Int?
    package var pooler: PoolerState
    /// Why the last round of discovery failed; nil after one that succeeded.
    package var discoveryFailure: String?
    /// The last step of a reroute that failed; nil after one that succeeded.
    package var rerouteFailure: String?
    /// Until when an operator holds clients; nil while none does.
    package var heldByOperatorUntil: Instant?
    package var isStopping: Bool
    /// What an operator should know besides, a sentence each.
    package var notices: [String]

    package var readiness: Readiness { readiness(without: []) }

    /// The readiness when the checks of these names don't count.
    package func readiness(without excluded: [String]) -> Readiness {
        checks.first { $0.reason != nil && !excluded.contains($0.rule.rawValue) }?.reason.map { .notReady($0) }
            ?? .ready
    }

    /// The member that writes go to, with its region.
    package var primary: MemberStatus? {
        setting.flatMap { setting in members.first { $0.member.id == setting.writes.member } }
    }

    /// How far `member` is behind the primary, in bytes of write-ahead log; nil where either is unknown or it is no
    /// standby.
    package func lagBytes(of member: MemberStatus) -> UInt64? {
        guard member.standing == .standby, let lsn = member.report?.lsn, let shown = primary?.report?.lsn ?? fence?.lsn
        else { return nil }
        return shown > lsn ? shown.bytes - lsn.bytes : 0
    }
}
