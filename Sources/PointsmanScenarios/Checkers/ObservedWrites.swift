package import PointsmanCore

/// S1: no write commits through a pooler on a server that its agent's latest probe has shown as a standby, foreign,
/// stale or one of a split brain.
///
/// A transaction that was open already may end. It counts as a violation if it began more than ``margin`` after the
/// probe that first showed the server so (or after the pooler began to run), if no later probe has shown the server
/// otherwise, and if the latest probe is fresh.
///
/// If a guard lets clients go because its agent is dead or stopped, or a pooler starts anew while its agent is stopped,
/// no program watches any more: what PgBouncer's own fence lets pass from then on is not the agent's doing. A guard that
/// lets clients go beside an agent that runs, since the pooler stood still until then, is like a start of the pooler. If an operator has resumed the pooler in a hold, the agent
/// answers for it again once it can have noticed: transactions that begin later than ``handLimit`` count.
package struct ObservedWrites: Checker {
    package static let name = "S1"
    package static let needs: [Fact.Kind] = [.observed, .set, .committed]
    /// The time that PAUSE may take to arrive.
    package static let margin = VirtualTime.milliseconds(100)

    /// The time that an agent may take to notice a RESUME by an operator and to hold again: it looks each second, and
    /// then sends PAUSE.
    package static let handLimit = VirtualTime.milliseconds(2_500)

    private var agents: [Agent]
    private let freshness: Freshness

    /// How long a report counts, and how much earlier an agent may let go of it: it counts from the probe's start.
    struct Freshness {
        let span: VirtualTime
        let slack: VirtualTime
    }

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        freshness = Freshness(span: VirtualTime(policy.freshness), slack: VirtualTime(policy.probeTimeout))
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .observed(let agent, let address, let claim):
            guard moment != agents[agent].wentOnAt else { return nil }
            agents[agent].observe(address, claim, at: moment, freshness)
            return nil
        case .set(let agent, let server, let timeline):
            if agents[agent].timeline != timeline || agents[agent].server != server { agents[agent].shown = 0 }
            agents[agent].timeline = timeline
            agents[agent].server = server
            agents[agent].judge(at: moment, freshness)
            return nil
        case .agentStarted(let agent, let keepsFence):
            let old = agents[agent]
            agents[agent] = Agent()
            agents[agent].passedOver = old.passedOver
            agents[agent].passedOver.restart(keepsFence: keepsFence)
            if keepsFence { agents[agent].timeline = old.timeline }
            agents[agent].poolerStart = old.poolerStart
            return nil
        case .poolerStarted(let agent):
            agents[agent].poolerStart = moment
            if agents[agent].isStopped { agents[agent].end() }
            return nil
        case .consoleLost(let agent):
            agents[agent].poolerStart = moment
            return nil
        case .toldToAdopt(let agent, let address):
            agents[agent].shown = 0
            agents[agent].passedOver.adopt(address)
            return nil
        case .toldToReset(let agent):
            agents[agent].shown = 0
            agents[agent].passedOver.reset()
            return nil
        case .saved(let agent, let fence):
            agents[agent].passedOver.save(fence)
            return nil
        case .agentEnded(let agent):
            agents[agent].end()
            return nil
        case .agentStopped(let agent, let isStopped):
            agents[agent].isStopped = isStopped
            if !isStopped { agents[agent].wentOnAt = moment }
            return nil
        case .resumed(let agent):
            if agents[agent].isStopped { agents[agent].end() }
            return nil
        case .resumedByHand(let agent):
            agents[agent].handUntil = moment + Self.handLimit
            return nil
        case .committed(let agent, let server, let timeline, let begun, _):
            guard agents[agent].badSince.indices.contains(server), let since = agents[agent].badSince[server],
                begun > max(since, agents[agent].poolerStart, agents[agent].handUntil) + Self.margin,
                !agents[agent].isPromotedSince(server, timeline),
                let reason = agents[agent].reason(server, at: moment, freshness)
            else { return nil }
            return
                "agent \(agent)'s pooler wrote on server \(server) (timeline \(timeline)), seen as \(reason.rawValue) since \(since)"
        default: return nil
        }
    }
}
