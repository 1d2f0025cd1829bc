import PointsmanCore
import PointsmanScenarios

// The servers that serve reads, and those that could, in truth.
extension World {
    /// The most that all clients may write between two probes: a standby that has everything can seem to be that far
    /// behind.
    private static let writtenBetweenProbes: UInt64 = 10_000

    /// - Parameter possible: the only server that the agent's writes could go to.
    func lookAtReads(of agent: AgentModel, writesBelongTo possible: Int?) {
        note(.lookedAtReads(agent: agent.index, readSight(of: agent, behind: possible.map { servers[$0] })))
    }

    /// What happens to reads through the agent's pooler; nil while something keeps the agent from changing that or from
    /// knowing better.
    private func readSight(of agent: AgentModel, behind primary: ServerModel?) -> ReadSight? {
        guard canMoveReads(agent) else { return nil }
        if let primary {
            guard actual(poolers[agent.index]) == primary.index, agent.isWell else { return nil }
        } else {
            guard !agent.isWell, !servers.contains(where: { $0.isPrimary && $0.isRunning }) else { return nil }
        }
        var fit: UInt32 = 0
        for server in servers where isFit(server, behind: primary, for: agent) { fit |= 1 << UInt32(server.index) }
        let server = poolers[agent.index].pools[1].address.flatMap { self.server(at: $0) }
        return ReadSight(
            server.map { place(of: $0, behind: primary, for: agent) } ?? .nothing, server: server?.index, fit: fit,
            hasPrimary: primary != nil)
    }

    private func canMoveReads(_ agent: AgentModel) -> Bool {
        let pooler = poolers[agent.index]
        return agent.isAlive && !agent.isStopped && !agent.isOperatorHolding && !agent.isHeldForMove
            && !agent.isDiskFull && agent.heardWord == lastWord && agent.isOwn(cluster) && pooler.isRunning
            && !pooler.writes.isPaused && !pooler.isTampered && !pooler.ignoresFile
            && !(pooler.isFull && pooler.hasNoRoom) && !isLossy
    }

    /// - Parameter primary: nil if there is none.
    private func place(of server: ServerModel, behind primary: ServerModel?, for agent: AgentModel) -> ReadSight.Place {
        guard server.answers, now >= server.startsUntil, !server.refusesRole,
            isOpen(.agent(agent.index), .server(server.index))
        else { return .nothing }
        guard server.systemIdentifier == cluster else { return .stranger }
        if server.index == primary?.index { return .primary }
        guard !server.isPrimary, server.timeline == primary?.timeline ?? highestTimeline else { return .past }
        guard let primary, !streams(server, from: primary), server.replayed < primary.lsn else { return .standby }
        return switch plan.policy.maxReplicaLag {
        case .bytes(let most): primary.lsn - server.replayed > most ? .behind : .standby
        case .time(let longest): now - server.caughtUp > VirtualTime(longest) ? .behind : .standby
        }
    }

    private func streams(_ server: ServerModel, from primary: ServerModel) -> Bool {
        server.stalledAt == nil && server.upstream == primary.index && primary.answers
            && isOpen(.server(primary.index), .server(server.index))
    }

    /// Whether it serves reads well and the agent's probes must show that.
    private func isFit(_ server: ServerModel, behind primary: ServerModel?, for agent: AgentModel) -> Bool {
        guard place(of: server, behind: primary, for: agent) == .standby, !server.isBlind, !server.isMisbehaving,
            let address = names.truth.first(where: { addresses[$0] == server.index }), agent.knows(address),
            agent.probers[address].restsUntil ?? .zero <= now, !isPaused(server, by: agent)
        else { return false }
        guard let primary else { return true }
        if case .bytes(let most) = plan.policy.maxReplicaLag, most < Self.writtenBetweenProbes { return false }
        return server.showsReceiver && streams(server, from: primary)
    }
}
