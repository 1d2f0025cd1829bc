package import PointsmanCore

/// Kept: by an operator's word that a primary owns the fence, those that the agent then saw as primaries on a higher timeline
/// are none: until his next word it orders no pooler to one of them, be it restarted meanwhile or not. A server that was started
/// since is another one.
package struct KeptWord: Checker {
    package static let name = "Kept"

    private struct Agent {
        var claims: [Claim?] = Array(repeating: nil, count: Site.mostServers)
        /// Those that were passed over, by server: the run of it.
        var passedOver: [Int: UInt32] = [:]
        /// What of that the disk has.
        var saved: [Int: UInt32] = [:]
    }

    private var agents: [Agent]

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .observed(let agent, let address, let claim):
            agents[agent].claims[address] = claim
            if let claim, let run = agents[agent].passedOver[claim.server], run != claim.run {
                agents[agent].passedOver[claim.server] = nil
            }
        case .toldToAdopt(let agent, let address):
            agents[agent].passedOver = [:]
            guard let adopted = agents[agent].claims[address] else { return nil }
            for case let other? in agents[agent].claims
            where !other.isInRecovery && other.cluster == adopted.cluster && other.timeline > adopted.timeline {
                agents[agent].passedOver[other.server] = other.run
            }
        case .toldToReset(let agent): agents[agent].passedOver = [:]
        case .saved(let agent, let fence):
            agents[agent].saved =
                fence?.disownedMicroseconds.isEmpty == false ? agents[agent].passedOver : [:]
        case .agentStarted(let agent, let keepsFence):
            let known = keepsFence ? agents[agent].saved : [:]
            agents[agent] = Agent(passedOver: known, saved: known)
        case .orderedReads(let agent, _, let primary?, _):
            guard let server = agents[agent].claims[primary]?.server, agents[agent].passedOver[server] != nil
            else { return nil }
            return "agent \(agent) has writes sent to server \(server), which an operator has passed over"
        default: break
        }
        return nil
    }
}
