import PointsmanCore
import PointsmanScenarios

// The looks during the run, the healing, and the end.
extension World {
    func sample() {
        for agent in agents {
            noteTampering(agent)
            noteWait(agent)
            note(.compared(agent: agent.index, mayLeave: mayLeave(agent), mustLeave: mustLeave(agent)))
            let possible = possible(for: agent)
            note(.looked(agent: agent.index, possible: possible, actual: actual(poolers[agent.index])))
            lookAtReads(of: agent, writesBelongTo: possible)
        }
        schedule(.sample, after: Self.sampleInterval)
        guard isHealed, plan.endsEarly else { return }
        let agree = agents.allSatisfy { $0.isWell && actual(poolers[$0.index]) == promoter.primary }
        agreements = agree ? agreements + 1 : 0
        if agreements == Self.enoughAgreements { settle() }
    }

    /// Notes for how long a client has waited for a server that refuses logins.
    private func noteWait(_ agent: AgentModel) {
        let pool = poolers[agent.index].writes
        guard agent.isAlive, agent.session != nil, !agent.isOperatorHolding, !agent.isDiskFull,
            let address = pool.address, server(at: address)?.refusesRole == true
        else { return }
        let since = pool.waiting.compactMap { client -> VirtualTime? in
            if case .waiting(let since) = pool.clients[client].state { since } else { nil }
        }
        .min()
        if let since { note(.waited(agent: agent.index, span: now - since)) }
    }

    /// The server that `pooler` sends writes to; nil if it holds clients or turns them away.
    func actual(_ pooler: PoolerModel) -> Int? {
        guard pooler.isRunning, !pooler.writes.isPaused, !pooler.writes.isDisabled else { return nil }
        return pooler.writes.address.flatMap { server(at: $0)?.index }
    }

    /// The only server that `agent` could send writes to with nothing in the way; nil if there is not exactly one.
    func possible(for agent: AgentModel) -> Int? {
        poolers[agent.index].isTampered ? nil : reachable(for: agent)
    }

    /// The same, whatever another program has done to the agent's pooler.
    func reachable(for agent: AgentModel) -> Int? {
        let policy = plan.policy
        guard agent.isAlive, !agent.isStopped, !agent.isOperatorHolding, !agent.isHeldForMove, !agent.isDiskFull,
            !poolers[agent.index].ignoresFile,
            poolers[agent.index].isRunning, names.mood != .lying || policy.systemIdentifier != nil, !isTopContended
        else { return nil }
        guard agent.heardWord == lastWord, agent.isOwn(cluster) else { return nil }
        guard let top = topPrimary, top.timeline == highestTimeline,
            let address = names.truth.first(where: { addresses[$0] == top.index }), agent.knows(address),
            agent.probers[address].restsUntil ?? .zero <= now, top.takesWrites, !top.isBlind, !top.isMisbehaving,
            !rolledBack.contains(top.index), now >= top.startsUntil,
            !names.truth.contains(where: { addresses[$0].map { servers[$0].isOutsider } ?? true }),
            isOpen(.agent(agent.index), .server(top.index))
        else { return nil }
        // Standbys that still stream from another living primary speak against it.
        let isOpposed = servers.contains { server in
            guard let upstream = server.upstream, upstream != top.index else { return false }
            return servers[upstream].isPrimary && servers[upstream].isRunning
        }
        // A source that refuses it, says nothing or lies is in the way.
        guard !hasSources || (areSourcesSound && top.index == promoter.primary) else { return nil }
        let hasMajority = (1 + followers(of: top)) * 2 > names.truth.count
        return isOpposed || (policy.isolatedPrimary == .hold && !hasMajority) ? nil : top.index
    }

    /// The cluster's primary that answers on the highest timeline; the first one of several.
    var topPrimary: ServerModel? {
        var top: ServerModel?
        for server in servers where server.answers && server.isPrimary && server.systemIdentifier == cluster {
            if let known = top, server.timeline <= known.timeline { continue }
            top = server
        }
        return top
    }

    /// Heals everything: one primary above every timeline that was ever seen, standbys that stream from it, good links,
    /// true names, and running agents and poolers.
    func heal() {
        setHealed()
        trace?("everything is healed")
        mendAll()
        names.turn(.honest, at: now)
        names.lies = []
        names.tellsNames = true
        for address in addresses.indices {
            addresses[address] = names.truth.contains(address) ? firstLed[address] : nil
        }
        for server in servers {
            server.isHung = false
            server.isBlind = false
            server.isMisbehaving = false
            server.isReadOnly = false
            server.isFull = false
            server.isPowered = true
            server.stalledAt = nil
            server.senders = []
            server.showsReceiver = plan.showsReceiver
        }
        let ours = servers.filter { !$0.isOutsider }
        let primaries = ours.filter(\.isPrimary)
        let top = primaries.max { ($0.timeline, $0.lsn) < ($1.timeline, $1.lsn) } ?? ours[0]
        let needsPromotion =
            top.timeline < highestTimeline || isTopContended || rolledBack.contains(top.index)
        for server in ours where server.index != top.index { rewind(server.index, to: top.index) }
        start(top.index)
        if needsPromotion || !top.isPrimary {
            rolledBack.remove(top.index)
            crash(top.index)
            promote(top.index, to: highestTimeline + 1)
            start(top.index)
        }
        top.isSynchronous = false
        promoter.primary = top.index
        for server in ours where server.index != top.index { follow(server.index, top.index) }
        for agent in agents {
            agent.goOn()
            agent.isDiskFull = false
            agent.isConsoleSlow = false
            poolers[agent.index].ignoresFile = false
            poolers[agent.index].isFrozen = false
            poolers[agent.index].isFull = false
            poolers[agent.index].writes.takeBackByHand()
            noteImpediment(agent.index)
            poolers[agent.index].start()
            agent.start()
            if agent.isOperatorHolding { agent.request(.release) }
        }
        for index in moods.indices { moods[index] = .honest }
        wordDue = now
        for agent in agents where agent.heardWord == lastWord { agent.lookAtWord() }
        callOperator()
        note(.healed)
        schedule(.settle, after: plan.liveness)
    }

    func settle() {
        for agent in agents {
            note(
                .settled(
                    agent: agent.index, isReady: agent.isWell, expected: promoter.primary,
                    actual: actual(poolers[agent.index])))
        }
        end()
    }
}
