import PointsmanCore
import PointsmanScenarios

// The agents that are worse off than others, in truth.
extension World {
    /// The primary that an agent's pooler sends writes to, if it can.
    /// - Parameter asProbed: whether a primary counts that answers the agent's probes, which is all that it tells others: one with a
    ///   full disk serves reads, and clients may wait in a pooler that an operator has paused by hand.
    private func served(_ agent: AgentModel, asProbed: Bool = false) -> ServerModel? {
        let pooler = poolers[agent.index]
        let led =
            asProbed && pooler.isTampered
            ? pooler.writes.address.flatMap { self.server(at: $0)?.index } : actual(pooler)
        guard agent.isAlive, let index = led,
            now >= servers[index].startsUntil, isOpen(.agent(agent.index), .server(index))
        else { return nil }
        let server = servers[index]
        return server.takesWrites || (asProbed && server.answers && server.isPrimary && server.isFull)
            ? server : nil
    }

    /// Whether `server` does not answer `agent` though it answers others.
    private func isMissed(_ server: ServerModel, by agent: AgentModel) -> Bool {
        !isOpen(.agent(agent.index), .server(server.index))
    }

    /// Whether there may be evidence for `agent` that it alone has lost the primary.
    func mayLeave(_ agent: AgentModel) -> Bool {
        if isLossy || isIsolated(agent) || poolers[agent.index].isTampered { return true }
        // A finding is checked again within a second, and a look takes time.
        if let tampered = agent.tamperedAt, now - tampered < .seconds(6) { return true }
        if hasSources, !areSourcesSound || now - soundSince < .seconds(6) || topPrimary?.index != promoter.primary {
            return true
        }
        return agents.contains { other in
            guard other.index != agent.index, let server = served(other, asProbed: true) else { return false }
            let isKnown = addresses.indices.contains { addresses[$0] == server.index && agent.knows($0) }
            return isMissed(server, by: agent) || server.isBlind || server.isMisbehaving || !isKnown
                || isPaused(server, by: agent)
        }
    }

    /// Whether `agent` leaves `server` alone for some seconds because it has misbehaved. An agent that met it less
    /// often asks it earlier.
    func isPaused(_ server: ServerModel, by agent: AgentModel) -> Bool {
        agent.pauses.contains { address(of: $0.member).flatMap { addresses[$0] } == server.index }
    }

    /// Whether no way leads from `agent` to any server, to DNS or to another agent.
    private func isIsolated(_ agent: AgentModel) -> Bool {
        let here = Site.agent(agent.index)
        return agents.count > 1 && !isOpen(here, .names) && servers.allSatisfy { !isOpen(here, .server($0.index)) }
            && agents.allSatisfy { $0.index == agent.index || !isOpen(here, .agent($0.index)) }
    }

    /// Whether another agent, which `agent` can ask, is served by a primary that `agent` misses while it has no other
    /// server to lead to; or whether no way leads from `agent` anywhere though it knows of other agents.
    func mustLeave(_ agent: AgentModel) -> Bool {
        guard agent.isAlive, !agent.isStopped, !isLossy, poolers[agent.index].isRunning, let fence = agent.fence else {
            return false
        }
        if isIsolated(agent) { return agent.knowsFleet }
        return agents.contains { other in
            guard other.index != agent.index, other.isWell, let server = served(other), other.sees(server),
                isMissed(server, by: agent), isOpen(.agent(agent.index), .agent(other.index)), agent.knows(server.home),
                addresses[server.home] == server.index, let otherFence = other.fence
            else { return false }
            let isOurs =
                fence.systemIdentifier == otherFence.systemIdentifier && fence.timeline <= otherFence.timeline
            let hasAnother = servers.contains { candidate in
                candidate.index != server.index && candidate.isPrimary && !isMissed(candidate, by: agent)
            }
            return isOurs && !hasAnother
        }
    }
}
