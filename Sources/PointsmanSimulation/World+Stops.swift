import PointsmanCore
import PointsmanScenarios

// Agents that are stopped (SIGSTOP) inside a hold on purpose: a stop at a random moment seldom falls into one.
extension World {
    /// The limit for one run: each stop lasts as long as a hold.
    private static let mostStops = 2

    /// `agent` begins a hold or takes one over: in some runs it is stopped before the hold may end.
    func holdBegins(_ agent: AgentModel) {
        if resumesByHand, !isHealed, hands.chance(permille: 500) {
            schedule(
                .handResumes(agent: Int32(agent.index), life: agent.life),
                after: hands.time(.milliseconds(1)...VirtualTime(plan.policy.holdTimeout)))
        }
        guard plan.stopsInHolds, !isHealed, stopsInHolds < Self.mostStops, stops.chance(permille: 500) else {
            return
        }
        schedule(
            .agentStops(agent: Int32(agent.index), life: agent.life),
            after: stops.time(.zero...VirtualTime(plan.policy.holdTimeout)))
    }

    /// An operator resumes the pooler of an agent that holds its clients. Transactions that are open from then on are
    /// not the agent's doing.
    func resumeByHand(_ index: Int, _ life: UInt32) {
        let (agent, pooler) = (agents[index], poolers[index])
        guard !isHealed, agent.isAlive, agent.life == life, pooler.isRunning, !pooler.isFrozen, pooler.writes.isPaused,
            !pooler.writes.isPausedByHand
        else { return }
        trace?("an operator resumes the pooler of agent \(index) by hand")
        handResumes += 1
        note(.resumedByHand(agent: index))
        _ = pooler.writes.resume()
    }

    /// Stops the agent, if it still holds, for longer than the hold may last.
    func stopInHold(_ index: Int, _ life: UInt32) {
        let agent = agents[index]
        guard !isHealed, agent.isAlive, agent.life == life, !agent.isStopped, agent.guardHolds,
            poolers[index].writes.isPaused, !poolers[index].isFrozen
        else { return }
        hasStoppedAgents = true
        stopsInHolds += 1
        agent.stop()
        schedule(
            .agentGoesOn(agent: Int32(index), life: life),
            after: VirtualTime(plan.policy.holdTimeout) + stops.time(.seconds(2) ... .seconds(12)))
    }
}
