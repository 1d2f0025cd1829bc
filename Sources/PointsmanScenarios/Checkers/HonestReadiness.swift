package import PointsmanCore

/// S4: READY is never said before a route was confirmed, nor beside a pooler that is not there. Where it is said without
/// reserve the route is confirmed now: by a round trip that this agent sent through this run of the pooler since it last
/// paused or moved, to a server that its probes have shown not long ago to take writes.
package struct HonestReadiness: Checker {
    package static let name = "S4"
    package static let needs: [Fact.Kind] = [.spoke, .canaryPassed, .observed]
    /// From the end of a pooler to the agent's knowing of it.
    package static let margin = VirtualTime.milliseconds(200)

    private struct Agent {
        var isConfirmed = false
        var isReady = false
        var isDegraded = false
        /// Whether a route was confirmed since it started.
        var hasConfirmed = false
        var poolerEnded: VirtualTime?
        var poolerChanged = VirtualTime.zero
        var server: Int?
        var unconfirmedSince = VirtualTime.zero
        /// When a probe of the routed server last brought something.
        var seen = VirtualTime.zero
        /// Whether somebody else has led its pooler elsewhere, which it has yet to find (R3).
        var isTampered = false
        /// Since when those show that it refuses writes.
        var readOnlySince: VirtualTime?
        /// Whether its process is stopped: then it says nothing at all.
        var isStopped = false

        /// What was while it stood still it has yet to see.
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
            // A higher fence in front of the same server takes nothing back. What somebody else has moved is set right again by
            // any setting, with its own look whether that took.
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
            // Its address may have led elsewhere when the pooler moved.
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
            // The agent knows at once what it did itself.
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
