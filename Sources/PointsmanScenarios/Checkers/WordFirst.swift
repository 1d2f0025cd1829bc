package import PointsmanCore

/// Word: if the fence refuses a primary (another cluster, a lower timeline, or the fence's timeline under another
/// owner), that primary gets no write before an operator has told this agent to adopt it, even if every other source
/// calls it the cluster's primary.
package struct WordFirst: Checker {
    package static let name = "Word"
    package static let needs: [Fact.Kind] = [.wordNeeded, .raised, .committed]

    private struct Agent {
        var needsSince: VirtualTime?
        var fence: Fence?
        var owner: Int?
        /// The timeline that the pooler lets pass.
        var passes: UInt32 = 0
    }

    private var agents: [Agent]

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .wordNeeded(let agent): agents[agent].needsSince = moment
        case .toldToAdopt(let agent, _), .toldToReset(let agent): agents[agent].needsSince = nil
        case .agentStarted(let agent, _), .agentEnded(let agent):
            agents[agent] = Agent(passes: agents[agent].passes)
        case .raised(let agent, let fence, let owner):
            agents[agent].fence = fence
            agents[agent].owner = owner
        case .moved(let agent, _, let timeline, _): agents[agent].passes = timeline
        case .committed(let number, let server, let timeline, let begun, let cluster):
            let agent = agents[number]
            guard let since = agent.needsSince, begun > since, let fence = agent.fence,
                agent.passes >= fence.timeline.number,
                let refusal = Self.refusal(fence, agent.owner, server, timeline, cluster)
            else { return nil }
            return "agent \(number)'s pooler wrote on server \(server), \(refusal), before an operator's word"
        default: break
        }
        return nil
    }

    private static func refusal(
        _ fence: Fence, _ owner: Int?, _ server: Int, _ timeline: UInt32, _ cluster: UInt64
    ) -> String? {
        if fence.systemIdentifier.number != cluster { return "of another cluster" }
        if timeline < fence.timeline.number { return "on a lower timeline" }
        return timeline == fence.timeline.number && owner != server ? "which doesn't own the fence" : nil
    }
}
