/// What a ``Status`` says besides what probes move.
package struct Outlook: Equatable, Sendable {
    package var checks: [ReadinessCheck]
    /// What they come to.
    package var readiness: Readiness
    package var verdict: WriteVerdict
    /// What the pooler is set to; nil while nobody knows.
    package var setting: PoolerSetting?
    package var hold: Reroute.Hold
    package var isConfirmed: Bool
    /// How many instances there are, where pools are shared out; nil before anybody said.
    package var fleet: Int?
    package var pooler: PoolerState
    /// What is wrong with it though nothing is done to it; nil where that is nothing.
    package var poolerFinding: PoolerFinding?
    /// What keeps writes from being acknowledged though the primary lives.
    package var obstacles: WriteObstacles
    /// What somebody else did to it and the agent has undone.
    package var poolerNotice: String?
    /// Why the last round of discovery failed; nil after one that succeeded.
    package var discoveryFailure: String?
    /// The last step of a reroute that failed; nil after one that succeeded.
    package var rerouteFailure: String?
    /// Until when an operator holds clients; nil while none does.
    package var heldByOperatorUntil: Instant?
    package var isStopping: Bool
    /// The primaries that only an operator's word would have writes go to.
    package var refused: [RefusedPrimary]
    /// Whether it is this instance alone that has lost the primary.
    package var reach: Reach
    /// What an operator should know besides, a sentence each.
    package var notices: [String]

    /// Whether these are what they were.
    func has(
        _ setting: PoolerSetting?, _ fleet: Int?, _ heldByOperatorUntil: Instant?, _ refused: [RefusedPrimary],
        _ notices: [String], _ poolerNotice: String?
    ) -> Bool {
        self.setting == setting && self.fleet == fleet && self.heldByOperatorUntil == heldByOperatorUntil
            && self.refused == refused && self.notices == notices && self.poolerNotice == poolerNotice
    }
}
