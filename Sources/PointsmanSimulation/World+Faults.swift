import PointsmanCore
import PointsmanScenarios

// The beginning of a fault.
extension World {
    func begin(_ index: Int) {
        let fault = plan.faults[index]
        guard !isHealed else { return }
        trace?("fault: \(fault.kind.rawValue) for \(fault.span) s")
        targets[index] = hit(fault)
        schedule(.faultEnds(index: Int32(index)), after: fault.span)
    }

    /// Applies `fault`.
    /// - Returns: the numbers of its targets.
    private func hit(_ fault: PlannedFault) -> [Int] {
        let primary = promoter.primary
        let standbys = servers.indices.filter { !servers[$0].isOutsider && $0 != primary }
        let standby = standbys[fault.pick % standbys.count]
        let agent = fault.pick % agents.count
        switch fault.kind {
        case .crashPrimary: crash(primary)
        case .crashStandby:
            crash(standby)
            return [standby]
        case .hangPrimary: servers[primary].isHung = true
        case .hangStandby:
            servers[standby].isHung = true
            return [standby]
        case .powerOffPrimary:
            servers[primary].isPowered = false
            servers[primary].crash()
        case .switchover: promoter.switchOver(self)
        case .partitionAgent: part(agent, primary, fault.variant)
        case .partitionAgentFromStandby:
            part(agent, standby, fault.variant)
            return [standby]
        case .isolateAgent: isolate(agent, cut)
        case .partitionMembers: partMembers(primary, standbys, cut)
        case .isolatePrimary:
            partMembers(primary, standbys, cut)
            for other in agents where other.index != agent { part(other.index, primary, 0) }
        case .splitBrain:
            crash(primary)
            promoter.promoteBest(self, count: 2)
        case .promoteBeside: promoter.promoteBest(self, beside: true)
        case .clone, .foreign, .reusedAddress, .alias: return hitNames(fault, standby)
        case .namesFail: names.turn(.failing, at: now)
        case .namesStale: names.turn(.stale, at: now)
        case .namesForget: names.turn(.forgetful, at: now)
        case .namesPartial: names.turn(.partial, at: now)
        case .namesUntold: names.tellsNames = false
        case .sender: servers[primary].senders.append(Self.pick(fault))
        case .rights: for server in servers { server.showsReceiver = !plan.showsReceiver }
        case .readOnly: servers[primary].isReadOnly = true
        case .fullDisk: servers[primary].isFull = true
        case .blind:
            servers[primary].isBlind = true
            servers[primary].refusesRole = fault.variant % 2 == 1
            if servers[primary].refusesRole, servers[primary].answers { endSessions(at: servers[primary]) }
        case .misbehave:
            let target = fault.variant % 3 == 0 ? primary : standby
            servers[target].isMisbehaving = true
            return [target]
        case .rollBack:
            crash(primary)
            servers[primary].lsn -= min(servers[primary].lsn, 2_000)
            rolledBack.insert(primary)
        case .loss: setLoss(permille: 20)
        case .stallStandby:
            servers[standby].stalledAt = servers[standby].stalledAt ?? servers[standby].lsn
            return [standby]
        case .upgrade: upgrade(fault)
        case .restore: restore(fault)
        case .newAddress: moveAddress(fault)
        default: return hitAgent(fault, agent)
        }
        return [primary]
    }

    private func hitAgent(_ fault: PlannedFault, _ index: Int) -> [Int] {
        let agent = agents[index]
        let pooler = poolers[index]
        switch fault.kind {
        case .poolerCrash:
            let run = pooler.run
            pooler.crash()
            schedule(
                .consoleEnds(agent: Int32(index), life: agent.life, poolerRun: run), after: .milliseconds(2))
        case .agentCrash: agent.crash()
        case .agentLosesFence:
            agent.crash()
            agent.disk = nil
            agent.hasOwnFence = false
        case .agentCopiesFence:
            agent.crash()
            agent.disk = agents[(index + 1) % agents.count].disk
            agent.hasOwnFence = false
        case .handOver: agent.handOver()
        case .pausedByHand:
            agent.crash()
            schedule(.handPauses(agent: Int32(index)), after: .milliseconds(100))
        case .pausedBeside: if agent.isAlive { pooler.writes.pauseByHand() }
        case .disabledBeside: if agent.isAlive { pooler.writes.disableByHand() }
        case .crowd:
            pooler.isFull = true
            pooler.hasNoRoom = fault.variant % 2 == 1
            noteImpediment(index)
        case .poolerFrozen:
            if pooler.isRunning { pooler.isFrozen = true }
            noteImpediment(index)
        case .fileReplaced:
            // This fact comes first: what moves now is not the agent's move.
            note(.tampered(agent: index, isTampered: true, keepsFromServing: false))
            pooler.replaceFile()
        case .operatorHold: agent.request(.hold(.nanoseconds(fault.span.nanoseconds * 2)))
        case .agentStopped:
            hasStoppedAgents = true
            agent.stop()
        case .agentDiskFull:
            agent.isDiskFull = true
            noteImpediment(index)
        case .slowConsole: agent.isConsoleSlow = true
        case .reloadIgnored:
            pooler.ignoresFile = true
            noteImpediment(index)
        default: break
        }
        noteTampering(agent)
        return [index]
    }

    /// Notes whether another program keeps the agent's clients from being served though they could be.
    func noteTampering(_ agent: AgentModel) {
        let pooler = poolers[agent.index]
        let isTampered = pooler.isTampered
        if isTampered { agent.tamperedAt = now }
        let matters = isTampered && agent.isAlive && !agent.isOperatorHolding && reachable(for: agent) != nil
        note(.tampered(agent: agent.index, isTampered: isTampered, keepsFromServing: matters))
    }

    func noteImpediment(_ index: Int) {
        let pooler = poolers[index]
        note(
            .impeded(
                agent: index,
                isImpeded: agents[index].isDiskFull || pooler.ignoresFile || pooler.isFrozen
                    || (pooler.isFull && pooler.hasNoRoom)))
        note(.stoodStill(agent: index, isStill: pooler.isFrozen))
    }

    private func hitNames(_ fault: PlannedFault, _ standby: Int) -> [Int] {
        let top = servers[promoter.primary]
        var address: Int?
        switch fault.kind {
        case .alias:
            address = addAddress(of: fault.variant % 2 == 0 ? promoter.primary : standby)
        case .clone:
            if let clone = addServer(
                systemIdentifier: cluster, timeline: top.timeline + UInt32(fault.variant % 3), lsn: top.lsn + 50)
            {
                address = addAddress(of: clone.index)
            }
        case .foreign, .reusedAddress:
            guard
                let foreign = addServer(
                    systemIdentifier: Self.stranger, timeline: UInt32(1 + fault.variant % 12), lsn: 50_000)
            else { return [] }
            if fault.kind == .reusedAddress {
                let victim = fault.variant % 4 == 0 ? top.index : standby
                crash(victim)
                addresses[servers[victim].home] = foreign.index
                return [victim]
            }
            address = addAddress(of: foreign.index)
        default: break
        }
        guard let address else { return [] }
        names.lies.append(address)
        names.turn(.lying, at: now)
        if isExcluded(address), let server = addresses[address] { note(.excluded(server: server, address: address)) }
        return [address]
    }

    static func pick(_ fault: PlannedFault) -> Sender {
        Sender.allCases[fault.variant % Sender.allCases.count]
    }

    /// Cuts an agent from a server, in both directions or one.
    func part(_ agent: Int, _ server: Int, _ variant: Int) {
        if variant % 3 != 1 { cut(.agent(agent), .server(server)) }
        if variant % 3 != 2 { cut(.server(server), .agent(agent)) }
    }

    func partMembers(_ primary: Int, _ standbys: [Int], _ change: (Site, Site) -> Void) {
        change(.promoter, .server(primary))
        change(.server(primary), .promoter)
        for standby in standbys {
            change(.server(primary), .server(standby))
            change(.server(standby), .server(primary))
        }
    }

    /// Changes every way between an agent and any other place.
    func isolate(_ agent: Int, _ change: (Site, Site) -> Void) {
        let others = (0..<Site.mostServers).map { Site.server($0) } + agents.indices.map { Site.agent($0) } + [.names]
        for site in others where site != .agent(agent) {
            change(.agent(agent), site)
            change(site, .agent(agent))
        }
    }
}
