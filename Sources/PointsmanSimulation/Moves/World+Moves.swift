import PointsmanCore
import PointsmanScenarios

/// A notice that the primary has passed on or is about to.
struct BusNotice {
    let notice: FleetNotice
    let address: Int
    /// When it was sent, by the primary's clock.
    let issued: VirtualTime
    /// Whether another session of the database sends it again.
    let isRepeated: Bool
}

// The notices of agents to each other through the primary, and the operators who plan moves.
extension World {
    /// Sends a notice of `agent` to the server at `address`.
    func tell(_ notice: FleetNotice, at address: Int, by agent: Int) {
        guard let server = index(at: address), let there = delay(from: .agent(agent), to: .server(server)) else {
            return
        }
        bus.append(BusNotice(notice: notice, address: address, issued: now, isRepeated: false))
        schedule(.noticeArrives(index: Int32(bus.count - 1)), after: there)
    }

    /// PostgreSQL delivers its notices to all listeners in one order. A standby can't deliver any, and a server that
    /// dies loses them.
    func noticeArrives(_ index: Int) {
        let told = bus[index]
        guard let server = server(at: told.address), server.answers, server.isPrimary, now >= server.startsUntil else {
            return
        }
        for agent in agents where agent.listens(to: told.address, server) {
            guard let delay = delay(from: .server(server.index), to: .agent(agent.index)) else { continue }
            let moment = max(now + delay, agent.heardUntil)
            agent.heardUntil = moment
            schedule(.noticeReturns(agent: Int32(agent.index), index: Int32(index), turn: server.epoch), at: moment)
        }
        guard !told.isRepeated, moves.chance(permille: plan.replayPermille) else { return }
        bus.append(BusNotice(notice: told.notice, address: told.address, issued: told.issued, isRepeated: true))
        let delay = moves.pick([VirtualTime.milliseconds(20), .milliseconds(1_500), .seconds(4), .seconds(9)])
        schedule(.noticeArrives(index: Int32(bus.count - 1)), after: delay)
        if moves.chance(permille: 200) { for agent in agents { agent.post(.forgedNotices(1)) } }
    }

    func moveBegins(_ index: Int) {
        let planned = plan.moves[index]
        guard !isHealed else { return }
        if let rival = planned.rival, rival != planned.agent { prepare(planned, at: rival, isRival: true) }
        prepare(planned, at: planned.agent, isRival: false)
    }

    private func prepare(_ plan: PlannedMove, at agent: Int, isRival: Bool) {
        lastMove += 1
        let id = MoveID(lastMove)
        if !isRival { movePlans[id] = plan }
        note(.moveAsked(agent: agent, span: plan.span))
        agents[agent].request(.prepareMove(id, for: .nanoseconds(plan.span.nanoseconds)))
    }

    /// The agent that leads a move says that it is prepared.
    func movePrepared(_ id: MoveID, by agent: Int) {
        let unheld = agents.filter { other in
            let pool = poolers[other.index].writes
            return other.isAlive && !other.isStopped && poolers[other.index].isRunning && other.index != agent
                && now - other.startedAt > .seconds(3) && (!pool.isPaused || !pool.links.isEmpty)
        }
        note(.movePrepared(agent: agent, unheld: unheld.map(\.index)))
        guard let plan = movePlans[id], !isHealed else {
            return agents[agent].request(.endMove(.aborted))
        }
        preparedMoves.append((id, plan))
        schedule(.moveGoesOn(index: Int32(preparedMoves.count - 1)), after: plan.pause)
    }

    /// The operator's action once all instances hold.
    func moveGoesOn(_ index: Int) {
        let (_, plan) = preparedMoves[index]
        guard !isHealed, agents[plan.agent].leads != nil else { return }
        switch plan.ending {
        case .finished, .unsaid:
            promoter.switchOver(self)
            guard plan.ending == .finished else { return }
            schedule(.moveEnds(index: Int32(index)), after: .seconds(1))
        case .crashed: crash(promoter.primary)
        case .aborted: agents[plan.agent].request(.endMove(.aborted))
        case .forgotten: break
        }
    }

    func moveEnds(_ index: Int) {
        agents[preparedMoves[index].1.agent].request(.endMove(.finished))
    }
}
