package import PointsmanCore

/// S4: READY is never said without a confirmed route: a round trip that this agent sent through this run of the pooler
/// since it last paused or moved.
package struct HonestReadiness: Checker {
    package static let name = "S4"
    /// From the end of a pooler to the agent's knowing of it.
    package static let margin = VirtualTime.milliseconds(200)

    private struct Agent {
        var isConfirmed = false
        var isReady = false
        var server: Int?
        var unconfirmedSince = VirtualTime.zero
    }

    private var agents: [Agent]

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .moved(let agent, let server, _):
            // A higher fence in front of the same server takes nothing back.
            if agents[agent].server == server { return nil }
            agents[agent].server = server
            if agents[agent].isConfirmed { agents[agent].unconfirmedSince = moment }
            agents[agent].isConfirmed = false
        case .paused(let agent), .poolerStarted(let agent), .poolerEnded(let agent):
            if agents[agent].isConfirmed { agents[agent].unconfirmedSince = moment }
            agents[agent].isConfirmed = false
        case .agentStarted(let agent, _), .agentEnded(let agent):
            agents[agent] = Agent(server: agents[agent].server, unconfirmedSince: moment)
        case .canaryPassed(let agent):
            agents[agent].isConfirmed = true
        case .spoke(let agent, let isReady):
            agents[agent].isReady = isReady
            return complaint(agent, after: agents[agent].unconfirmedSince == .zero ? .zero : Self.margin, moment)
        case .looked(let agent, _, _):
            return complaint(agent, after: Self.margin, moment)
        default: break
        }
        return nil
    }

    private func complaint(_ number: Int, after margin: VirtualTime, _ moment: VirtualTime) -> String? {
        let agent = agents[number]
        guard agent.isReady, !agent.isConfirmed, moment - agent.unconfirmedSince > margin else { return nil }
        return "agent \(number) is READY without a confirmed route since \(agent.unconfirmedSince)"
    }
}
