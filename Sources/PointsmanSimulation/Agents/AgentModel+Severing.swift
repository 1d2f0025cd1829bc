import PointsmanCore
import PointsmanScenarios

// Cuts the connections that hang on the route that is being left, by one method after the other, as `Severance` does.
extension AgentModel {
    /// The time that each method is given.
    private static let cutPatience = VirtualTime.seconds(2)
    /// The time that a refused method takes: a few round trips to the console.
    private static let refusal = VirtualTime.microseconds(500)
    private static let idlePatience = VirtualTime.milliseconds(900)

    func sever(_ running: RunningOperation) {
        let pool = world.poolers[index].writes
        totalsAtRoute = nil
        let way = world.plan.cutting
        if running.step == 0 { world.note(.severing(agent: index, canCut: way.sparesThoseWhoWait)) }
        guard pauseWaiting != nil else { return finishSever(running) }
        if running.step == 0, isPauseOnItsWay(running) { return lookAgain(running) }
        if running.step == 0, !pool.isPaused { return giveUpResumed(running) }
        switch running.step {
        case 0:
            switch way {
            case .sockets, .descriptors: pool.cutLinks()
            case .clients: pool.killClients()
            case .pooler: break
            }
            schedule(running.token, after: way.sparesThoseWhoWait ? Self.cutPatience : Self.refusal)
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

    /// Another console has resumed what this agent had paused: PgBouncer never answers that PAUSE.
    private func giveUpResumed(_ running: RunningOperation) {
        let givenUp = pauseWaiting
        pauseWaiting = nil
        if let givenUp { finish(givenUp, .failed("the PAUSE was given up")) }
        finish(running.token, .failed("another console has resumed it"))
    }

    /// PgBouncer has answered the PAUSE: no connection hangs any more.
    func endSever() {
        guard let running = operations.first(where: { $0.operation == .sever }), running.step > 0 else { return }
        schedule(running.token, after: .microseconds(500))
    }

    private func finishSever(_ running: RunningOperation) {
        world.note(.severed(agent: index))
        finish(running.token, .done)
    }
}
