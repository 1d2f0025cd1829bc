package import PointsmanCore

/// L3: one promotion, one reroute. A pooler never goes back: each move to another server is to a higher timeline than
/// any that it was set to before, unless its agent lost its fence.
package struct SteadyRoute: Checker {
    package static let name = "L3"

    private struct Agent {
        var server: Int?
        var timeline: UInt32 = 0
    }

    private var agents: [Agent]

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .agentStarted(let agent, let keepsFence):
            if !keepsFence { agents[agent] = Agent() }
            return nil
        case .moved(let agent, let server?, let timeline):
            let old = agents[agent]
            agents[agent] = Agent(server: server, timeline: max(timeline, old.timeline))
            guard let oldServer = old.server, oldServer != server, timeline <= old.timeline else { return nil }
            return "agent \(agent)'s pooler moved from server \(oldServer) on timeline \(old.timeline) to server "
                + "\(server) on timeline \(timeline)"
        default: return nil
        }
    }
}
