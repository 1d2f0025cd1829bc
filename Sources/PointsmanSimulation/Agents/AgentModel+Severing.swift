import PointsmanCore

// Cuts what hangs on the route that is being left, one rung after the other, as `Severance` does.
extension AgentModel {
    /// How long each rung is given.
    private static let socketsPatience = VirtualTime.seconds(2)
    private static let refusedPatience = VirtualTime.milliseconds(100)
    private static let idlePatience = VirtualTime.milliseconds(900)

    func sever(_ running: RunningOperation) {
        let pool = world.poolers[index].writes
        totalsAtRoute = nil
        if running.step == 0 { world.note(.severing(agent: index, canCut: world.scenario.canCut)) }
        guard pauseWaiting != nil else { return finishSever(running) }
        if running.step == 0, isPauseOnItsWay(since: running.begun) { return lookAgain(running) }
        switch running.step {
        case 0:
            if world.scenario.canCut { pool.cutLinks() }
            schedule(
                running.token, after: world.scenario.canCut ? Self.socketsPatience : Self.refusedPatience)
        case 1: schedule(running.token, after: PoolModel.janitor)
        case 2:
            pool.endIdle()
            schedule(running.token, after: PoolModel.janitor)
        case 3:
            pool.endIdle()
            schedule(running.token, after: Self.idlePatience - PoolModel.janitor * 2)
        default:
            pool.kill()
            finishSever(running)
        }
    }

    /// PgBouncer has answered the PAUSE: nothing hangs any more.
    func endSever() {
        guard let running = operations.first(where: { $0.operation == .sever }), running.step > 0 else { return }
        schedule(running.token, after: .microseconds(500))
    }

    private func finishSever(_ running: RunningOperation) {
        world.note(.severed(agent: index))
        finish(running.token, .done)
    }
}
