import PointsmanCore
import PointsmanScenarios

// What the shell does on PgBouncer's console, as `PoolerSession` does it.
extension AgentModel {
    private var pooler: PoolerModel { world.poolers[index] }

    // The session

    func openConsole(_ life: UInt32) {
        guard life == self.life, isAlive, session == nil else { return }
        guard pooler.isRunning, !pooler.isFrozen, !isGuardAtWork else {
            return world.schedule(.consoleOpens(agent: Int32(index), life: life), after: .milliseconds(20))
        }
        session = pooler.run
        limitLogins()
        guardHolds = pooler.writes.isPaused
        // A pause that somebody else left is this agent's to end, and its guard's, from now on: without a console nobody could.
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

    /// Brings `server_login_retry` to what is wished for.
    func limitLogins() {
        guard session == pooler.run else { return }
        let wanted = limitsLogins ? VirtualTime.seconds(1) : PoolModel.loginRetry
        if pooler.loginRetry != wanted { pooler.setLoginRetry(wanted) }
    }

    // Operations

    func begin(_ id: OperationID, _ operation: Operation) {
        let token = world.nextToken()
        operations.append(RunningOperation(token: token, id: id, operation: operation, begun: world.now))
        switch operation {
        case .pause:
            guardHolds = session != nil
            // It takes the place of one that waits, and a setting that is under way releases nobody.
            if let pauseWaiting { operations.removeAll { $0.token == pauseWaiting } }
            pauseWaiting = token
            for position in operations.indices { operations[position].isOvertaken = true }
        case .set(let setting):
            world.note(
                .orderedReads(
                    agent: index, address: world.address(of: setting.reads),
                    primary: world.address(of: setting.writes.member), timeline: setting.writes.timeline.number))
        case .unroute(let reads):
            world.note(
                .orderedReads(
                    agent: index, address: reads.flatMap { world.address(of: $0) }, primary: nil, timeline: nil))
        case .confirm:
            if session != nil, !pooler.isFull || (pooler.writes.fencedLinks.isEmpty && !pooler.hasNoRoom) {
                pooler.writes.sendCanary(token, to: identity(operation))
                return schedule(token, after: .seconds(2))
            }
        default: break
        }
        schedule(token, after: operation.isSaving ? world.diskDelay() : consoleDelay())
    }

    /// The canary was turned away, or has waited in vain: what is used up, and which server connections have passed the fence.
    private func confirmWithoutRoom(_ token: UInt32) {
        let writes = pooler.writes
        guard !pooler.isFrozen, pooler.isFull || writes.isFull else {
            return finish(token, .failed("the canary ran out of time"))
        }
        let fenced = writes.fencedLinks
        if let link = fenced.first { world.note(.canaryPassed(agent: index, server: link.server)) }
        finish(
            token,
            .full(Fullness(pooler.isFull ? .clients : .pool, "there is no room", fencedConnections: fenced.count)))
    }

    private func identity(_ operation: Operation) -> ServerIdentity {
        guard case .confirm(let identity) = operation else { preconditionFailure("no canary") }
        return identity
    }

    private func consoleDelay() -> VirtualTime {
        isConsoleSlow ? world.consoleDelay() * 100 : world.consoleDelay()
    }

    func schedule(_ token: UInt32, after span: VirtualTime) {
        world.schedule(.operationStep(agent: Int32(index), token: token), after: span)
    }

    func finish(_ token: UInt32, _ outcome: Outcome) {
        guard let position = operations.firstIndex(where: { $0.token == token }) else { return }
        let id = operations[position].id
        operations.remove(at: position)
        post(.finished(id, outcome))
    }

    /// Does the next step of an operation.
    func step(_ token: UInt32) {
        guard let position = operations.firstIndex(where: { $0.token == token }) else { return }
        let running = operations[position]
        operations[position].step += 1
        if case .save(let fence) = running.operation {
            if isDiskFull { return finish(token, .failed("no space left on device")) }
            disk = fence
            world.note(.saved(agent: index, fence: fence))
            return finish(token, .done)
        }
        if pooler.isFrozen, waitsForFrozen(running) { return }
        // The guard leaves the agent the consoles on which it pauses.
        guard let session, session == pooler.run, pooler.isRunning, !hasGuardLetGo || running.operation == .pause else {
            if running.operation == .pause { pauseWaiting = nil }
            return finish(token, .failed("PgBouncer's console is not there"))
        }
        switch running.operation {
        case .pause:
            if !pooler.writes.isPaused { world.holdBegins(self) }
            if pooler.writes.pause(for: token) == .done { pauseAnswered(token) }
        case .set(let setting): set(running, setting)
        case .resume: resume(running)
        case .refuse:
            if running.step == 0 { pooler.shortenPatience() }
            resume(running)
        case .unroute(let reads): unroute(running, reads)
        case .turnAway: turnAway(running)
        case .sever: sever(running)
        case .confirm:
            pooler.writes.forgetCanary(token)
            confirmWithoutRoom(token)
        case .save: break
        }
    }

    /// A command to a pooler that stands still has no answer: all but PAUSE have a deadline.
    /// - Returns: whether it is over, or looked at again.
    private func waitsForFrozen(_ running: RunningOperation) -> Bool {
        if case .confirm = running.operation { return false }
        if running.operation != .pause, world.now - running.begun >= .seconds(2) {
            finish(running.token, .failed("no answer within the time limit"))
        } else {
            if let position = operations.firstIndex(where: { $0.token == running.token }) {
                operations[position].step = running.step
            }
            schedule(running.token, after: World.frozenStep)
        }
        return true
    }

    /// What is there already is not written again.
    private func write(_ file: PoolerFile) -> Bool {
        if isDiskFull { return pooler.file == file }
        pooler.file = file
        world.note(
            .filed(
                agent: index, address: file.writes.flatMap { world.address(of: $0.member) },
                timeline: file.writes?.timeline.number ?? 0))
        return true
    }

    /// The file, RELOAD, the look whether it took, RESUME.
    private func set(_ running: RunningOperation, _ setting: PoolerSetting) {
        switch running.step {
        case 0:
            if totalsAtRoute?.route != setting.writes {
                let isNew = !routes.contains(setting.writes)
                routes.append(setting.writes)
                totalsAtRoute = isNew ? heldTotals.map { (setting.writes, $0) } : nil
            }
            guard write(PoolerFile(writes: setting.writes, reads: setting.reads)) else {
                return finish(running.token, .failed("no space left on device"))
            }
            schedule(running.token, after: consoleDelay())
        case 1:
            pooler.reload()
            limitLogins()
            schedule(running.token, after: consoleDelay())
        default:
            guard pooler.writes.address == world.address(of: setting.writes.member),
                pooler.pools[1].address == world.address(of: setting.reads)
            else {
                return finish(running.token, .failed("RELOAD didn't take"))
            }
            resume(running)
        }
    }

    /// The file without a server for writes, RELOAD, RESUME.
    private func unroute(_ running: RunningOperation, _ reads: MemberID?) {
        totalsAtRoute = nil
        switch running.step {
        case 0:
            guard write(PoolerFile(writes: nil, reads: reads)) else {
                return finish(running.token, .failed("no space left on device"))
            }
            schedule(running.token, after: consoleDelay())
        case 1:
            pooler.reload()
            limitLogins()
            schedule(running.token, after: consoleDelay())
        default:
            guard pooler.writes.address == nil else { return finish(running.token, .failed("RELOAD didn't take")) }
            if running.step == 2 { pooler.shortenPatience() }
            resume(running)
        }
    }

    /// DISABLE and KILL; a PAUSE that still waits is given up.
    private func turnAway(_ running: RunningOperation) {
        totalsAtRoute = nil
        pooler.shortenPatience()
        guardHolds = true
        let givenUp = pauseWaiting
        pauseWaiting = nil
        pooler.writes.turnAway()
        finish(running.token, .done)
        if let givenUp { finish(givenUp, .failed("the PAUSE was given up")) }
    }

    /// RESUME where something is paused; a PAUSE that still waits is given up.
    private func resume(_ running: RunningOperation) {
        // It must have arrived before it can be ended.
        if !running.isToHold, isPauseOnItsWay(since: running.begun) { return lookAgain(running) }
        if case .set(let setting) = running.operation {
            world.note(
                .set(
                    agent: index, server: world.server(at: pooler.writes.address ?? -1)?.index,
                    timeline: setting.writes.timeline.number))
        }
        if running.isToHold { return finish(running.token, .done) }
        heldTotals = nil
        if pooler.writes.isPaused { _ = pooler.writes.resume() }
        pooler.writes.enable()
        guardHolds = false
        let givenUp = pauseWaiting
        pauseWaiting = nil
        let isFirst = world.coin()
        if isFirst, let givenUp { finish(givenUp, .failed("the PAUSE was given up")) }
        finish(running.token, .done)
        if !isFirst, let givenUp { finish(givenUp, .failed("the PAUSE was given up")) }
    }

    func isPauseOnItsWay(since begun: VirtualTime) -> Bool {
        pauseWaiting != nil && !pooler.writes.isPaused && world.now - begun < .seconds(2)
    }

    /// Has the same step looked at again.
    func lookAgain(_ running: RunningOperation) {
        if let position = operations.firstIndex(where: { $0.token == running.token }) {
            operations[position].step = running.step
        }
        schedule(running.token, after: consoleDelay())
    }

    /// PgBouncer has answered a PAUSE; the answer takes its time to arrive.
    func pauseAnswered(_ token: UInt32) {
        guard pauseWaiting == token else { return }
        pauseWaiting = nil
        endSever()
        world.schedule(.pauseEnds(agent: Int32(index), token: token), after: consoleDelay())
    }

    func pauseEnds(_ token: UInt32) {
        let isStillHeld = session == pooler.run && pooler.writes.isPaused && !hasGuardLetGo
        heldTotals = isStillHeld ? pooler.writes.totals : nil
        let isUnused = heldTotals != nil && totalsAtRoute?.totals == heldTotals
        finish(token, isUnused ? .doneUnused : .done)
    }

    /// - Parameter server: the one that it meant; nil where it failed.
    func canaryEnded(_ token: UInt32, reached server: Int?) {
        if lookEnded(token, reached: server) { return }
        guard operations.contains(where: { $0.token == token }) else { return }
        if let server { world.note(.canaryPassed(agent: index, server: server)) }
        world.schedule(
            .canaryEnds(agent: Int32(index), token: token, succeeded: server != nil), after: .microseconds(50))
    }

    func canaryEnds(_ token: UInt32, _ succeeded: Bool) {
        finish(token, succeeded ? .done : .failed("the canary through the pooler"))
    }

    /// The agent is dead: its guard resumes what it held.
    func guardResumes(poolerRun: UInt32) {
        if pooler.isFrozen, pooler.run == poolerRun {
            return world.schedule(
                .guardResumes(agent: Int32(index), poolerRun: poolerRun), after: World.frozenStep)
        }
        isGuardAtWork = false
        guard pooler.isRunning, pooler.run == poolerRun else { return }
        _ = pooler.writes.resume()
    }
}
