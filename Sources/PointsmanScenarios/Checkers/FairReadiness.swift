package import PointsmanCore

/// R1: no instance is out of rotation for a fault that all instances share. An agent says that it is not ready only
/// before its first confirmed route, for a fault of its own pooler, disk or console, while its pooler turns clients away that others
/// hold, or while it misses a primary that answers or serves another agent, if only for a moment; with `readiness = database` it may
/// say so at any time.
package struct FairReadiness: Checker {
    package static let name = "R1"
    package static let needs: [Fact.Kind] = [.spoke, .compared, .observed]

    private struct Agent {
        var isAlive = false
        var isReady = false
        var hasConfirmed = false
        var hasPooler = true
        /// Whether a canary has passed since the pooler started, or since the agent lost its console.
        var isProven = false
        var isImpeded = false
        var turnsAway = false
        /// What its latest probes have brought.
        var claims = ByAddress<Claim>()
        /// The last moment at which a fault of the instance's own was seen.
        var excused = VirtualTime.zero
        /// The moment since which it has been out of rotation without a fault of its own.
        var since: VirtualTime?

        func sees(_ server: Int) -> Bool { claims.values.contains { $0?.server == server } }
    }

    private var agents: [Agent]
    private let patience: VirtualTime
    private let isJudged: Bool

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        patience = VirtualTime(policy.probeTimeout * 2 + .milliseconds(500))
        isJudged = policy.readiness == .instance
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .agentStarted(let agent, _):
            agents[agent].isAlive = true
            agents[agent].hasConfirmed = false
            agents[agent].isReady = false
            agents[agent].since = nil
        case .agentEnded(let agent): agents[agent].isAlive = false
        case .agentStopped(let agent, let isStopped):
            agents[agent].isAlive = !isStopped
            agents[agent].since = nil
        case .canaryPassed(let agent, let server):
            agents[agent].hasConfirmed = true
            agents[agent].isProven = true
            excuseOthers(than: agent, missing: server, at: moment)
        case .observed(let agent, let address, let claim):
            agents[agent].claims[address] = claim
            if let claim, !claim.isInRecovery { excuseOthers(than: agent, missing: claim.server, at: moment) }
        case .turnedAway(let agent): agents[agent].turnsAway = true
        case .set(let agent, _, _), .resumed(let agent): agents[agent].turnsAway = false
        case .poolerStarted(let agent):
            agents[agent].hasPooler = true
            agents[agent].turnsAway = false
            agents[agent].isProven = false
        case .consoleLost(let agent): agents[agent].isProven = false
        case .poolerEnded(let agent): agents[agent].hasPooler = false
        case .impeded(let agent, let isImpeded): agents[agent].isImpeded = isImpeded
        case .spoke(let agent, let isReady, _):
            agents[agent].isReady = isReady
            return judge(agent, at: moment)
        case .compared(let agent, let mayLeave, _):
            if mayLeave { agents[agent].excused = moment }
            return judge(agent, at: moment)
        default: break
        }
        return nil
    }

    private mutating func excuseOthers(than agent: Int, missing server: Int, at moment: VirtualTime) {
        for other in agents.indices where other != agent && !agents[other].sees(server) {
            agents[other].excused = moment
        }
    }

    private mutating func judge(_ number: Int, at moment: VirtualTime) -> String? {
        let agent = agents[number]
        if agent.isImpeded || agent.turnsAway || !agent.hasPooler || !agent.isProven { agents[number].excused = moment }
        let isExcused = moment - agents[number].excused < VirtualTime(Peers.memory) && agents[number].excused > .zero
        guard isJudged, agent.isAlive, agent.hasConfirmed, !agent.isReady, !isExcused else {
            agents[number].since = nil
            return nil
        }
        let since = agent.since ?? moment
        agents[number].since = since
        return moment - since > patience
            ? "agent \(number) is out of rotation since \(since) for what all instances share" : nil
    }
}
