package import PointsmanCore
package import PointsmanScenarios

/// An operator's change of one agent's time limits while it runs (SIGHUP).
package struct PlannedReload: Sendable {
    package let moment: VirtualTime
    let agent: Int
    package let policy: Policy

    package init(moment: VirtualTime, agent: Int, policy: Policy) {
        self.moment = moment
        self.agent = agent
        self.policy = policy
    }

    /// Draws none in half of the runs, otherwise a few before `end`.
    static func some(
        agents: Int, policy: Policy, until end: VirtualTime, _ chance: inout SeededGenerator
    ) -> [PlannedReload] {
        guard chance.chance(permille: 500) else { return [] }
        return (0..<(1 + chance.below(4))).map { _ in
            PlannedReload(
                moment: chance.time(.milliseconds(500)...end), agent: chance.below(agents),
                policy: other(than: policy, &chance))
        }
    }

    /// Draws time limits that differ from `policy`. A probe gets no shorter one, since a dial takes several round
    /// trips.
    private static func other(than policy: Policy, _ chance: inout SeededGenerator) -> Policy {
        var other = policy
        other.probeInterval = .milliseconds(chance.pick([250, 500, 1_000]))
        other.probeTimeout = max(policy.probeTimeout, .milliseconds(chance.pick([200, 500])))
        other.burstInterval = .milliseconds(chance.pick([4, 10, 20]))
        other.suspectAfter = max(other.probeTimeout, .milliseconds(chance.pick([500, 1_000, 2_000])))
        other.drainTimeout = .milliseconds(chance.pick([500, 1_000, 5_000]))
        other.holdTimeout = max(other.drainTimeout, .milliseconds(chance.pick([1_000, 3_000, 8_000, 20_000])))
        other.canaryInterval = .milliseconds(chance.pick([1_000, 5_000]))
        return other
    }
}

extension Policy {
    /// A policy with the longer of each two time limits.
    func laxer(_ other: Policy) -> Policy {
        var policy = self
        policy.probeInterval = max(probeInterval, other.probeInterval)
        policy.probeTimeout = max(probeTimeout, other.probeTimeout)
        policy.burstInterval = max(burstInterval, other.burstInterval)
        policy.suspectAfter = max(suspectAfter, other.suspectAfter)
        policy.drainTimeout = max(drainTimeout, other.drainTimeout)
        policy.holdTimeout = max(holdTimeout, other.holdTimeout)
        policy.canaryInterval = max(canaryInterval, other.canaryInterval)
        return policy
    }
}
