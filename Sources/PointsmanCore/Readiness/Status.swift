/// The whole of what this instance tells the world, at one moment.
package struct Status: Equatable, Sendable {
    package var readiness: Readiness
    package var verdict: WriteVerdict
    package var members: [MemberStatus]
    /// What the pooler is set to; nil while nobody knows.
    package var setting: PoolerSetting?
    package var hold: Reroute.Hold
    package var isConfirmed: Bool
    package var fence: Fence?
    package var pooler: PoolerState
    /// Why the last round of discovery failed; nil after one that succeeded.
    package var discoveryFailure: String?
    /// The last step of a reroute that failed; nil after one that succeeded.
    package var rerouteFailure: String?
    /// Until when an operator holds clients; nil while none does.
    package var heldByOperatorUntil: Instant?
    package var isStopping: Bool

    /// The member that writes go to, with its region.
    package var primary: MemberStatus? {
        setting.flatMap { setting in members.first { $0.member.id == setting.writes.member } }
    }
}
