package import PointsmanCore

/// R2: an agent that misses a primary which serves another agent, and that could hear so from that agent, is out of
/// rotation within two seconds plus the time that its probes need to miss the primary. The same holds for an agent that
/// is cut off from everything.
package struct TimelyLeave: Checker {
    package static let name = "R2"
    package static let needs: [Fact.Kind] = [.spoke, .compared]

    private struct Agent {
        var isReady = false
        var since: VirtualTime?
    }

    private var agents: [Agent]
    private let limit: VirtualTime

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        limit = Self.limit(policy)
    }

    package static func limit(_ policy: Policy) -> VirtualTime {
        VirtualTime(policy.probeInterval + policy.probeTimeout) + .seconds(2)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .spoke(let agent, let isReady, _): agents[agent].isReady = isReady
        case .agentStarted(let agent, _), .agentEnded(let agent): agents[agent] = Agent()
        // It has just reached a server through its pooler, whatever it has missed until then.
        case .canaryPassed(let agent, _): agents[agent].since = nil
        case .compared(let agent, _, let mustLeave):
            guard mustLeave else {
                agents[agent].since = nil
                return nil
            }
            let since = agents[agent].since ?? moment
            agents[agent].since = since
            guard agents[agent].isReady, moment - since > limit else { return nil }
            return "agent \(agent) stays in rotation though it alone misses the primary since \(since)"
        default: break
        }
        return nil
    }
}
