package import PointsmanCore

/// Start: an agent sets its first route only after every member that DNS has named has answered or run out of time, and
/// never one of two clusters that it sees while nobody has said which is ours (DESIGN 4.2).
package struct CarefulStart: Checker {
    package static let name = "Start"

    private struct Agent {
        var hasSet = false
        var isPinned: Bool
        var named: UInt32 = 0
        var asked: UInt32 = 0
        var claims: [Claim?] = Array(repeating: nil, count: Site.mostServers)
    }

    private var agents: [Agent]
    private let isPinned: Bool

    package init(agents: Int, policy: Policy) {
        isPinned = policy.systemIdentifier != nil
        self.agents = Array(repeating: Agent(isPinned: isPinned), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .agentStarted(let agent, _):
            agents[agent] = Agent(isPinned: isPinned)
        case .raised(let agent, _, _):
            // Said before anybody was named: the fence of an earlier life. Else it is the choice.
            defer { agents[agent].isPinned = true }
            if agents[agent].named != 0, !agents[agent].hasSet { return complaint(agent) }
        case .named(let agent, let addresses):
            if !agents[agent].hasSet { agents[agent].named = addresses }
        case .observed(let agent, let address, let claim):
            agents[agent].asked |= 1 << UInt32(address)
            agents[agent].claims[address] = claim
        case .set(let agent, _, _):
            defer { agents[agent].hasSet = true }
            return agents[agent].hasSet ? nil : complaint(agent)
        default: break
        }
        return nil
    }

    private func complaint(_ number: Int) -> String? {
        let agent = agents[number]
        let unasked = agent.named & ~agent.asked
        if unasked != 0 {
            return "agent \(number) set its first route before \(unasked.nonzeroBitCount) members had answered"
        }
        let seen = agent.claims.compactMap(\.self)
        guard !agent.isPinned, seen.contains(where: \.isOurs), seen.contains(where: { !$0.isOurs }) else { return nil }
        return "agent \(number) chose between two clusters"
    }
}
