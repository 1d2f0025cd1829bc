import PointsmanCore
import PointsmanScenarios

// The end of a fault.
extension World {
    func end(_ index: Int) {
        let fault = plan.faults[index]
        guard !isHealed, let target = targets[index].first else { return }
        trace?("ends: \(fault.kind.rawValue)")
        let agent = fault.pick % agents.count
        switch fault.kind {
        case .crashPrimary, .crashStandby, .rollBack, .splitBrain: start(target)
        case .powerOffPrimary:
            servers[target].isPowered = true
            start(target)
        case .hangPrimary, .hangStandby: servers[target].isHung = false
        case .isolateAgent:
            isolate(agent, mend)
            beginAnew(agent)
        case .partitionAgent, .partitionAgentFromStandby:
            join(agent, target, fault.variant)
            beginAnew(agent)
        case .partitionMembers:
            partMembers(target, servers.indices.filter { !servers[$0].isOutsider && $0 != target }, mend)
        case .isolatePrimary:
            partMembers(target, servers.indices.filter { !servers[$0].isOutsider && $0 != target }, mend)
            for other in agents where other.index != agent { join(other.index, target, 0) }
        case .clone, .foreign, .alias:
            names.lies.removeAll { $0 == target }
            addresses[target] = nil
            if names.lies.isEmpty { names.turn(.honest, at: now) }
        case .reusedAddress:
            if !servers[target].isRetired { addresses[servers[target].home] = target }
            start(target)
        case .namesUntold: names.tellsNames = true
        case .sender: servers[target].senders.removeAll { $0 == Self.pick(fault) }
        case .rights: for server in servers { server.showsReceiver = plan.showsReceiver }
        case .namesFail, .namesStale, .namesForget, .namesPartial:
            names.turn(names.lies.isEmpty ? .honest : .lying, at: now)
        case .readOnly: servers[target].isReadOnly = false
        case .fullDisk: servers[target].isFull = false
        case .blind: servers[target].isBlind = false
        case .misbehave: servers[target].isMisbehaving = false
        case .loss: setLoss(permille: 0)
        case .poolerCrash: poolers[target].start()
        case .agentCrash, .handOver, .pausedByHand, .agentLosesFence, .agentCopiesFence: agents[target].start()
        case .pausedBeside, .disabledBeside:
            poolers[target].writes.takeBackByHand()
            noteTampering(agents[target])
        case .crowd:
            poolers[target].isFull = false
            noteImpediment(target)
        case .poolerFrozen:
            poolers[target].isFrozen = false
            noteImpediment(target)
            noteTampering(agents[target])
        case .operatorHold:
            // Some operators forget to release.
            if fault.variant % 2 == 0 { agents[target].request(.release) }
        case .agentDiskFull:
            agents[target].isDiskFull = false
            noteImpediment(target)
        case .slowConsole: agents[target].isConsoleSlow = false
        case .agentStopped: agents[target].goOn()
        case .reloadIgnored:
            poolers[target].ignoresFile = false
            noteImpediment(target)
        case .stallStandby: servers[target].stalledAt = nil
        case .switchover, .promoteBeside, .upgrade, .restore, .newAddress, .fileReplaced: break
        }
    }

    /// Notes that what makes `agent` leave from now on must be heard first: a later cut is another one.
    private func beginAnew(_ agent: Int) {
        note(.compared(agent: agent, mayLeave: mayLeave(agents[agent]), mustLeave: false))
    }

    private func join(_ agent: Int, _ server: Int, _ variant: Int) {
        if variant % 3 != 1 { mend(.agent(agent), .server(server)) }
        if variant % 3 != 2 { mend(.server(server), .agent(agent)) }
    }
}
