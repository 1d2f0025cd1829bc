extension World {
    /// Lets something happen.
    func dispatch(_ occurrence: Occurrence) {
        switch occurrence {
        case .probeDue(let agent, let address, let turn): agents[Int(agent)].ask(Int(address), turn)
        case .passwordAsked(let agent, let address, let turn):
            agents[Int(agent)].passwordAsked(Int(address), turn)
        case .probeArrives(let agent, let address, let turn): agents[Int(agent)].probeArrives(Int(address), turn)
        case .probeReturns(let agent, let address, let turn): agents[Int(agent)].probeReturns(Int(address), turn)
        case .probeExpires(let agent, let address, let turn): agents[Int(agent)].probeExpires(Int(address), turn)
        case .linkEnds(let agent, let address, let epoch): agents[Int(agent)].linkEnds(Int(address), epoch: epoch)
        case .discoveryDue(let agent, let life): agents[Int(agent)].askNames(life)
        case .discoveryReturns(let agent, let life): agents[Int(agent)].namesAnswer(life)
        case .wake(let agent, let life): agents[Int(agent)].wake(life)
        case .operationStep(let agent, let token): agents[Int(agent)].step(token)
        case .pauseEnds(let agent, let token): agents[Int(agent)].pauseEnds(token)
        case .canaryEnds(let agent, let token, let succeeded): agents[Int(agent)].canaryEnds(token, succeeded)
        case .guardResumes(let agent, let run): agents[Int(agent)].guardResumes(poolerRun: run)
        case .agentStarts(let agent, let life):
            if agents[Int(agent)].life == life { agents[Int(agent)].start() }
        case .consoleOpens(let agent, let life): agents[Int(agent)].openConsole(life)
        case .consoleEnds(let agent, let life, let run): agents[Int(agent)].consoleEnds(life, poolerRun: run)
        case .poolerStarts(let agent, let run):
            if poolers[Int(agent)].run == run { poolers[Int(agent)].start() }
        case .clientActs(let pool, let client, let turn): self.pool(pool).act(Int(client), turn: turn)
        case .clientsTimeOut(let pool, let turn): self.pool(pool).timeOut(turn)
        case .loginArrives(let pool, let link): self.pool(pool).loginArrives(link)
        case .loginFails(let pool, let link): self.pool(pool).loginFails(link)
        case .loginSucceeds(let pool, let link): self.pool(pool).loginSucceeds(link)
        case .launchDue(let pool): self.pool(pool).launchIsDue()
        case .statementArrives(let pool, let link): self.pool(pool).statementArrives(link)
        case .statementReturns(let pool, let link): self.pool(pool).statementReturns(link)
        case .serverLinkEnds(let pool, let link): self.pool(pool).lose(link)
        case .handPauses(let agent):
            if !agents[Int(agent)].isAlive { poolers[Int(agent)].writes.pauseByHand() }
        case .faultBegins(let index): begin(Int(index))
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
        case .sample: sample()
        case .heal: heal()
        case .settle: settle()
        case .nothing: break
        }
    }

    private func pool(_ index: Int32) -> PoolModel {
        poolers[Int(index) / PoolerModel.poolCount].pools[Int(index) % PoolerModel.poolCount]
    }
}
