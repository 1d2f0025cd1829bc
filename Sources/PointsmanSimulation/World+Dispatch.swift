import PointsmanScenarios

extension World {
    /// Performs an occurrence.
    func dispatch(_ occurrence: Occurrence) {
        // An occurrence in a pooler that stands still waits until the pooler goes on.
        if hasFrozenPooler, let pool = occurrence.pool, poolers[Int(pool) / PoolerModel.poolCount].isFrozen {
            return schedule(occurrence, after: Self.frozenStep)
        }
        if hasStoppedAgents, let agent = occurrence.runningAgent, agents[Int(agent)].keepsBack(occurrence) { return }
        switch occurrence {
        case .probeDue(let agent, let address, let turn): with(agent) { $0.ask(Int(address), turn) }
        case .passwordAsked(let agent, let address, let turn):
            with(agent) { $0.passwordAsked(Int(address), turn) }
        case .probeArrives(let agent, let address, let turn): with(agent) { $0.probeArrives(Int(address), turn) }
        case .probeReturns(let agent, let address, let turn): with(agent) { $0.probeReturns(Int(address), turn) }
        case .probeExpires(let agent, let address, let turn): with(agent) { $0.probeExpires(Int(address), turn) }
        case .linkEnds(let agent, let address, let epoch): with(agent) { $0.linkEnds(Int(address), epoch: epoch) }
        case .discoveryDue(let agent, let turn): with(agent) { $0.askNames(turn) }
        case .discoveryReturns(let agent, let turn): with(agent) { $0.namesAnswer(turn) }
        case .peerDue(let agent, let peer, let turn): with(agent) { $0.askPeer(Int(peer), turn) }
        case .peerAsked(let agent, let peer, let turn): with(agent) { $0.questionArrives(at: Int(peer), turn) }
        case .peerAnswers(let agent, let peer, let turn): with(agent) { $0.peerAnswers(Int(peer), turn) }
        case .peerExpires(let agent, let peer, let turn): with(agent) { $0.peerExpires(Int(peer), turn) }
        case .sourceDue(let agent, let token): with(agent) { $0.askSource(token) }
        case .sourceAnswers(let agent, let token): with(agent) { $0.sourceAnswers(token) }
        case .sourceTurns(let index): turnSource(Int(index))
        case .wake(let agent, let life): with(agent) { $0.wake(life) }
        case .operationStep(let agent, let token): with(agent) { $0.step(token) }
        case .pauseEnds(let agent, let token): with(agent) { $0.pauseEnds(token) }
        case .canaryEnds(let agent, let token, let succeeded): with(agent) { $0.canaryEnds(token, succeeded) }
        case .looks(let agent, let token): with(agent) { $0.looks(token) }
        case .lookReturns(let agent, let life, let token): with(agent) { $0.lookReturns(life, token) }
        case .guardResumes(let agent, let run): with(agent) { $0.guardResumes(poolerRun: run) }
        case .guardDue(let agent, let turn): with(agent) { $0.guardIsDue(turn) }
        case .agentStops(let agent, let life): stopInHold(Int(agent), life)
        case .agentGoesOn(let agent, let life):
            if agents[Int(agent)].life == life { agents[Int(agent)].goOn() }
        case .agentStarts(let agent, let life):
            if agents[Int(agent)].life == life { agents[Int(agent)].start() }
        case .consoleOpens(let agent, let life): with(agent) { $0.openConsole(life) }
        case .consoleEnds(let agent, let life, let run): with(agent) { $0.consoleEnds(life, poolerRun: run) }
        case .poolerStarts(let agent, let run):
            if poolers[Int(agent)].run == run { poolers[Int(agent)].start() }
        case .clientActs(let pool, let client, let turn): withPool(pool) { $0.act(Int(client), turn: turn) }
        case .clientsTimeOut(let pool, let turn): withPool(pool) { $0.timeOut(turn) }
        case .loginArrives(let pool, let link): withPool(pool) { $0.loginArrives(link) }
        case .loginFails(let pool, let link): withPool(pool) { $0.loginFails(link) }
        case .loginSucceeds(let pool, let link): withPool(pool) { $0.loginSucceeds(link) }
        case .launchDue(let pool): withPool(pool) { $0.launchIsDue() }
        case .poolFills(let pool): withPool(pool) { $0.fill() }
        case .statementArrives(let pool, let link): withPool(pool) { $0.statementArrives(link) }
        case .statementReturns(let pool, let link): withPool(pool) { $0.statementReturns(link) }
        case .serverLinkEnds(let pool, let link): withPool(pool) { $0.lose(link) }
        case .serversLost(let agent, let life): with(agent) { $0.hearOfLosses(life) }
        case .handResumes(let agent, let life): resumeByHand(Int(agent), life)
        case .handPauses(let agent):
            if !agents[Int(agent)].isAlive { poolers[Int(agent)].writes.pauseByHand() }
        case .faultBegins(let index): begin(Int(index))
        case .reload(let index): reload(plan.reloads[Int(index)])
        case .faultEnds(let index): end(Int(index))
        case .serverStarts(let server, let epoch):
            if servers[Int(server)].epoch == epoch { start(Int(server)) }
        case .promotionEnds(let server, let epoch, let timeline): endPromotion(Int(server), epoch, to: timeline)
        case .promoterLooks:
            if !isHealed {
                promoter.look(self)
                schedule(.promoterLooks(turn: 0), after: Promoter.interval)
            }
        case .standbyFollows(let server, let upstream): follow(Int(server), Int(upstream))
        case .operatorLooks(let turn): operatorLooks(turn)
        case .scenarioStep: scenarioStep()
        case .noticeArrives(let index): noticeArrives(Int(index))
        case .noticeReturns(let agent, let index, let turn):
            with(agent) { $0.noticeReturns(bus[Int(index)], epoch: turn) }
        case .moveBegins(let index): moveBegins(Int(index))
        case .moveGoesOn(let index): moveGoesOn(Int(index))
        case .moveEnds(let index): moveEnds(Int(index))
        case .sample: sample()
        case .heal: heal()
        case .settle: settle()
        case .nothing: break
        }
    }

    func with(server index: Int, _ act: (ServerModel) -> Void) {
        act(servers[index])
    }

    private func with(_ agent: Int32, _ act: (AgentModel) -> Void) {
        act(agents[Int(agent)])
    }

    private func withPool(_ index: Int32, _ act: (PoolModel) -> Void) {
        act(poolers[Int(index) / PoolerModel.poolCount].pools[Int(index) % PoolerModel.poolCount])
    }
}
