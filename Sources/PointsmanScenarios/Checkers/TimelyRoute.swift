package import PointsmanCore

/// L1: if exactly one server can take writes and nothing is in the way for ``limit``, the pooler sends them to it.
package struct TimelyRoute: Checker {
    package static let name = "L1"
    package static let needs: [Fact.Kind] = [.looked]

    private struct Agent {
        var possible: Int?
        var since = VirtualTime.zero
        /// The moment at which the pooler was last seen to do so.
        var good = VirtualTime.zero
    }

    private var agents: [Agent]
    private let limit: VirtualTime

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        limit = Self.limit(policy)
    }

    /// The time for DNS, for a silence that must count as one, for a drain, and for the longest pause between two
    /// attempts.
    package static func limit(_ policy: Policy) -> VirtualTime {
        VirtualTime(policy.suspectAfter + policy.drainTimeout + policy.freshness) + .seconds(8)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .looked(let agent, let possible, let actual):
            if agents[agent].possible != possible {
                agents[agent] = Agent(possible: possible, since: moment, good: moment)
            }
            guard let possible else { return nil }
            if actual == possible { agents[agent].good = moment }
            guard moment - agents[agent].good > limit else { return nil }
            let place = actual.map { "to server \($0)" } ?? "nowhere"
            return "agent \(agent)'s pooler sends writes \(place), and server \(possible) could take them since "
                + "\(agents[agent].since)"
        case .agentStarted(let agent, _), .poolerStarted(let agent):
            agents[agent] = Agent()
            return nil
        default: return nil
        }
    }
}
