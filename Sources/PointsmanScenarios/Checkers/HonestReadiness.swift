package import PointsmanCore

/// S4: an agent never says READY before it has confirmed a route, nor without a pooler. If it says READY without
/// reserve, the route is confirmed now: the agent has sent a round trip through this run of the pooler since the pooler
/// last paused or moved, and its recent probes show that the server takes writes.
package struct HonestReadiness: Checker {
    package static let name = "S4"
    package static let needs: [Fact.Kind] = [.spoke, .canaryPassed, .observed]
    /// The time from the end of a pooler until the agent knows of it.
    package static let margin = VirtualTime.milliseconds(200)

    private struct Agent {
        var isConfirmed = false
        var isReady = false
        var isDegraded = false
        /// Whether it has confirmed a route since it started.
        var hasConfirmed = false
        var poolerEnded: VirtualTime?
        var poolerChanged = VirtualTime.zero
        var server: Int?
        var unconfirmedSince = VirtualTime.zero
        /// The moment of the last result of a probe of the routed server.
        var seen = VirtualTime.zero
        /// Whether another console has moved the pooler and the agent has yet to find that (R3).
        var isTampered = false
        /// The moment since which the probes have shown that the server refuses writes.
        var readOnlySince: VirtualTime?
        /// Whether its process is stopped, so that it says nothing.
        var isStopped = false

        /// Gives the agent time to see what happened while its process was stopped.
        mutating func goOn(at moment: VirtualTime) {
            poolerEnded = poolerEnded.map { _ in moment }
            poolerChanged = moment
            seen = max(seen, moment)
            unconfirmedSince = max(unconfirmedSince, moment)
        }
    }

    private var agents: [Agent]
    private let patience: VirtualTime

    package init(agents: Int, policy: Policy) {
        patience = VirtualTime(policy.suspectAfter + policy.freshness) + Self.margin
        self.agents = Array(repeating: Agent(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .moved(let agent, let server, _, _):
            // A higher fence for the same server leaves the confirmation valid. If another console has moved the
            // pooler, the next setting corrects that, and the agent confirms the route again.
            if agents[agent].server == server || agents[agent].isTampered { return nil }
            agents[agent].server = server
            agents[agent].readOnlySince = nil
            if agents[agent].isConfirmed { agents[agent].unconfirmedSince = moment }
            agents[agent].isConfirmed = false
        case .paused(let agent):
            agents[agent].isConfirmed = false
            agents[agent].unconfirmedSince = moment
        case .poolerStarted(let agent), .poolerEnded(let agent):
            if case .poolerEnded = fact { agents[agent].poolerEnded = moment } else { agents[agent].poolerEnded = nil }
            agents[agent].poolerChanged = moment
            if agents[agent].isConfirmed { agents[agent].unconfirmedSince = moment }
            agents[agent].isConfirmed = false
        case .agentStarted(let agent, _), .agentEnded(let agent):
            agents[agent] = Agent(
                poolerEnded: agents[agent].poolerEnded, server: agents[agent].server, unconfirmedSince: moment)
        case .agentStopped(let agent, let isStopped):
            agents[agent].isStopped = isStopped
            if !isStopped { agents[agent].goOn(at: moment) }
        case .canaryPassed(let agent, let server):
            // The address may have led to another server when the pooler was set.
            if agents[agent].server != server { agents[agent].readOnlySince = nil }
            agents[agent].server = server
            agents[agent].isConfirmed = true
            agents[agent].hasConfirmed = true
            agents[agent].seen = moment
        case .observed(let agent, _, let claim?) where claim.server == agents[agent].server:
            agents[agent].seen = moment
            agents[agent].readOnlySince = claim.isReadOnly ? agents[agent].readOnlySince ?? moment : nil
        case .observed(let agent, _, nil):
            agents[agent].readOnlySince = nil
        case .blinded(let agent, let server) where server == agents[agent].server:
            agents[agent].seen = moment
            agents[agent].readOnlySince = nil
        case .spoke(let agent, let isReady, let isDegraded):
            agents[agent].isReady = isReady
            agents[agent].isDegraded = isDegraded
            // The agent knows its own actions at once.
            let isNews = moment - agents[agent].poolerChanged < Self.margin
            return complaint(agent, after: isNews ? Self.margin : .zero, moment)
        case .tampered(let agent, let isTampered, _): agents[agent].isTampered = isTampered
        case .looked(let agent, _, _):
            return complaint(agent, after: Self.margin, moment)
        default: break
        }
        return nil
    }

    private func complaint(_ number: Int, after margin: VirtualTime, _ moment: VirtualTime) -> String? {
        let agent = agents[number]
        guard agent.isReady, !agent.isStopped else { return nil }
        if !agent.hasConfirmed { return "agent \(number) is READY before any route was confirmed" }
        if let ended = agent.poolerEnded, moment - ended > Self.margin {
            return "agent \(number) is READY without a pooler since \(ended)"
        }
        if agent.isDegraded || agent.isTampered { return nil }
        if moment - agent.seen > patience {
            return "agent \(number) is READY and has seen nothing of its primary since \(agent.seen)"
        }
        if let since = agent.readOnlySince, moment - since > Self.margin {
            return "agent \(number) is READY though its primary refuses writes since \(since)"
        }
        guard !agent.isConfirmed, moment - agent.unconfirmedSince >= margin else { return nil }
        return "agent \(number) is READY without a confirmed route since \(agent.unconfirmedSince)"
    }
}
