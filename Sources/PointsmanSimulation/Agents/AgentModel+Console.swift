import PointsmanCore
import PointsmanScenarios

// The session with PgBouncer's console, and the guard's work without the agent.
extension AgentModel {
    func openConsole(_ life: UInt32) {
        guard life == self.life, isAlive, session == nil else { return }
        guard pooler.isRunning, !pooler.isFrozen, !isGuardAtWork else {
            return world.schedule(.consoleOpens(agent: Int32(index), life: life), after: .milliseconds(20))
        }
        session = pooler.run
        limitLogins()
        guardHolds = pooler.writes.isPaused
        // A pause that another program left is ended by this agent or its guard from now on; without a console neither
        // could.
        if pooler.writes.isPaused { world.note(.paused(agent: index)) }
        post(
            .pooler(
                .up(
                    holdsWrites: pooler.writes.isPaused || pooler.writes.isDisabled,
                    leadsTo: pooler.writes.address.map { world.member(at: $0).id }, isRefusing: tellsOfGuard)))
        tellsOfGuard = false
        limitHold(until: guardLimit)
        if pooler.writes.isPaused { world.holdBegins(self) }
    }

    func consoleEnds(_ life: UInt32, poolerRun: UInt32) {
        guard life == self.life, isAlive, session == poolerRun else { return }
        session = nil
        world.note(.consoleLost(agent: index))
        guardHolds = false
        look = nil
        isCanaryOut = false
        tellsOfGuard = hasGuardLetGo
        hasGuardLetGo = false
        pauseWaiting = nil
        forgetTotals()
        let broken = operations.filter { if case .save = $0.operation { false } else { true } }
        operations.removeAll { operation in broken.contains { $0.token == operation.token } }
        for operation in broken { post(.finished(operation.id, .failed("the console is gone"))) }
        post(.pooler(.down("its console closed the connection")))
        world.schedule(.consoleOpens(agent: Int32(index), life: life), after: .milliseconds(20))
    }

    /// Brings `server_login_retry` to the wanted value.
    func limitLogins() {
        guard session == pooler.run else { return }
        let wanted = limitsLogins ? VirtualTime.seconds(1) : PoolModel.loginRetry
        if pooler.loginRetry != wanted { pooler.setLoginRetry(wanted) }
    }

    /// The agent is dead: its guard sets temporary settings back and resumes what was held.
    func guardResumes(poolerRun: UInt32) {
        if pooler.isFrozen, pooler.run == poolerRun {
            return world.schedule(
                .guardResumes(agent: Int32(index), poolerRun: poolerRun), after: World.frozenStep)
        }
        isGuardAtWork = false
        guard pooler.isRunning, pooler.run == poolerRun else { return }
        pooler.undoSettings()
        if isGuardToResume { _ = pooler.writes.resume() }
    }
}
