package import PointsmanCore

/// R3: an agent does not say READY for longer than one inspection takes to begin and end while another program keeps
/// this instance's clients from being served: by a stopped pooler, by PAUSE or DISABLE on its console, or by another
/// file.
package struct LookedAfter: Checker {
    package static let name = "R3"
    package static let needs: [Fact.Kind] = [.spoke, .tampered]

    private struct Agent {
        var isReady = false
        var isDegraded = false
        var since: VirtualTime?
    }

    private var agents: [Agent]
    private let limit: VirtualTime
    private let limitWhileDegraded: VirtualTime
    private let isJudged: Bool

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        limit = Self.limit(policy)
        // A reroute that begins meanwhile fails by its own steps and their time limits.
        limitWhileDegraded = limit + VirtualTime(policy.drainTimeout + policy.suspectAfter) + .seconds(3)
        isJudged = policy.canaryInterval > .zero
    }

    /// The time limit: the longest interval, an inspection, and the probe that must show the primary well after it.
    package static func limit(_ policy: Policy) -> VirtualTime {
        VirtualTime(
            policy.canaryInterval * 11 / 10 + policy.canaryTimeout + policy.probeInterval + policy.probeTimeout
                + .milliseconds(500))
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .spoke(let agent, let isReady, let isDegraded):
            agents[agent].isReady = isReady
            agents[agent].isDegraded = isDegraded
        case .agentStarted(let agent, _), .agentEnded(let agent): agents[agent] = Agent()
        // What was done before concerns another run of PgBouncer.
        case .poolerStarted(let agent), .poolerEnded(let agent): agents[agent].since = nil
        case .tampered(let agent, _, let keepsFromServing):
            guard isJudged, keepsFromServing else {
                agents[agent].since = nil
                return nil
            }
            let since = agents[agent].since ?? moment
            agents[agent].since = since
            guard agents[agent].isReady else { return nil }
            let limit = agents[agent].isDegraded ? limitWhileDegraded : limit
            return moment - since > limit
                ? "agent \(agent) is READY though its clients are not served since \(since)" : nil
        default: break
        }
        return nil
    }
}
