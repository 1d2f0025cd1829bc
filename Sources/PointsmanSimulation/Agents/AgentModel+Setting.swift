import PointsmanCore
import PointsmanScenarios

// The steps of operations that change the pooler's route or whether it holds, as `PoolerSession` takes them.
extension AgentModel {
    /// Writes the file unless it has this content already.
    private func write(_ file: PoolerFile) -> Bool {
        if isDiskFull { return pooler.file == file }
        pooler.file = file
        world.note(
            .filed(
                agent: index, address: file.writes.flatMap { world.address(of: $0.member) },
                timeline: file.writes?.timeline.number ?? 0))
        return true
    }

    /// Sets the route: the file, RELOAD, a look whether it took effect, RESUME.
    func set(_ running: RunningOperation, _ setting: PoolerSetting) {
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
        case 1: reload(running)
        default:
            guard pooler.writes.address == world.address(of: setting.writes.member),
                pooler.pools[1].address == world.address(of: setting.reads)
            else {
                if running.wasBrief { pooler.shortenPatience() }
                return finish(running.token, .failed("RELOAD didn't take"))
            }
            resume(running)
        }
    }

    private func reload(_ running: RunningOperation) {
        if let position = operations.firstIndex(where: { $0.token == running.token }) {
            operations[position].wasBrief = pooler.hasShortPatience
        }
        pooler.reload()
        limitLogins()
        schedule(running.token, after: consoleDelay())
    }

    /// Removes the route: the file without a server for writes, RELOAD, RESUME.
    func unroute(_ running: RunningOperation, _ reads: MemberID?) {
        totalsAtRoute = nil
        switch running.step {
        case 0:
            guard write(PoolerFile(writes: nil, reads: reads)) else {
                return finish(running.token, .failed("no space left on device"))
            }
            schedule(running.token, after: consoleDelay())
        case 1: reload(running)
        default:
            guard pooler.writes.address == nil else {
                if running.wasBrief { pooler.shortenPatience() }
                return finish(running.token, .failed("RELOAD didn't take"))
            }
            if running.step == 2 { pooler.shortenPatience() }
            resume(running)
        }
    }

    /// Turns clients away: DISABLE and KILL. A PAUSE that still waits is given up.
    func turnAway(_ running: RunningOperation) {
        totalsAtRoute = nil
        pooler.shortenPatience()
        guardHolds = true
        let givenUp = pauseWaiting
        pauseWaiting = nil
        pooler.writes.turnAway()
        world.note(.turnedAway(agent: index))
        finish(running.token, .done)
        if let givenUp { finish(givenUp, .failed("the PAUSE was given up")) }
    }

    /// Resumes what is paused. A PAUSE that still waits is given up.
    func resume(_ running: RunningOperation) {
        // A PAUSE must have arrived before it can be ended.
        if !running.isToHold, isPauseOnItsWay(running) { return lookAgain(running) }
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

    /// Whether a PAUSE may still arrive: not once the pooler has given several answers that don't show it. One that a pooler has not
    /// read as it stood still is read before any answer.
    func isPauseOnItsWay(_ running: RunningOperation) -> Bool {
        guard pauseWaiting != nil, !pooler.writes.isPaused else { return false }
        return running.looks < 10 || world.now - running.begun < .milliseconds(50)
            || operations.contains { $0.token == pauseWaiting && $0.step == 0 }
    }

    /// Looks at the same step again.
    func lookAgain(_ running: RunningOperation) {
        if let position = operations.firstIndex(where: { $0.token == running.token }) {
            operations[position].step = running.step
            operations[position].looks += 1
        }
        schedule(running.token, after: consoleDelay())
    }
}
