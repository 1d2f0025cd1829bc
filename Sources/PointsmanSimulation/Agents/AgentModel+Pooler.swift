import PointsmanCore
import PointsmanScenarios

// The shell's work on PgBouncer's console, as `PoolerSession` does it.
extension AgentModel {
    var pooler: PoolerModel { world.poolers[index] }

    func begin(_ id: OperationID, _ operation: Operation) {
        let token = world.nextToken()
        operations.append(RunningOperation(token: token, id: id, operation: operation, begun: world.now))
        switch operation {
        case .pause, .drain:
            guardHolds = session != nil
            // A new PAUSE replaces one that waits, and a setting that is under way releases no client.
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

    /// Ends a confirmation whose canary was refused or waited in vain: reports what is used up, and which server
    /// connections have passed the fence.
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

    func consoleDelay() -> VirtualTime {
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
        // Without its guard the agent has no console on which to pause.
        guard let session, session == pooler.run, pooler.isRunning, !hasGuardLetGo || running.operation.stops else {
            if running.operation.stops { pauseWaiting = nil }
            return finish(token, .failed("PgBouncer's console is not there"))
        }
        switch running.operation {
        // No client here reads within a transaction that a move could cut.
        case .pause, .drain:
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

    /// A command to a pooler that stands still gets no answer. Every command except PAUSE has a time limit.
    /// - Returns: whether the operation is over or will be looked at again.
    private func waitsForFrozen(_ running: RunningOperation) -> Bool {
        if case .confirm = running.operation { return false }
        if !running.operation.stops, world.now - running.begun >= .seconds(2) {
            finish(running.token, .failed("no answer within the time limit"))
        } else {
            if let position = operations.firstIndex(where: { $0.token == running.token }) {
                operations[position].step = running.step
            }
            schedule(running.token, after: World.frozenStep)
        }
        return true
    }

    /// PgBouncer has answered a PAUSE; the answer takes time to arrive.
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

    /// - Parameter server: the server that the canary reached, which is the one that was meant; nil if it failed.
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
}
