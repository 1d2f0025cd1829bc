package import PointsmanCore

/// Logins (Guarantees.md): a server that refuses our logins gets no burst of them, neither from an agent's probes, even
/// after the agent's restart, nor from its pooler. No client waits for such a server longer than `hold_timeout`.
package struct SparedLogins: Checker {
    package static let name = "Logins"
    package static let needs: [Fact.Kind] = [.refused, .waited]
    /// The span in which logins are counted.
    private static let span = VirtualTime.seconds(10)
    /// The limit for probes: four in a row of pauses that double from one second, seven in a row of pauses that double
    /// from a quarter of a second, and some for events that begin them anew.
    private static let mostByProbes = 14
    /// The limit for the pooler: the logins of its databases until the agent has told it, and then one a second for
    /// each.
    private static let mostByPooler = 120
    private static let margin = VirtualTime.seconds(3)

    private struct Counts {
        var server = -1
        var probes: [VirtualTime] = []
        var pooler: [VirtualTime] = []
    }

    /// The end of the last time in which the agent was away or stopped, so that it could not command its pooler.
    private var awayUntil: [VirtualTime]

    private var agents: [Counts]
    private let longestWait: VirtualTime

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Counts(), count: agents)
        awayUntil = Array(repeating: .zero, count: agents)
        longestWait = VirtualTime(policy.holdTimeout + policy.drainTimeout + policy.suspectAfter) + Self.margin
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .refused(let agent, let server, let byPooler):
            if byPooler, awayUntil[agent] == .never { return nil }
            if agents[agent].server != server { agents[agent] = Counts(server: server) }
            let count =
                byPooler
                ? Self.note(&agents[agent].pooler, moment) : Self.note(&agents[agent].probes, moment)
            guard count > (byPooler ? Self.mostByPooler : Self.mostByProbes) else { return nil }
            return
                "server \(server) has refused \(count) logins of agent \(agent)'s \(byPooler ? "pooler" : "probes") within "
                + "\(Self.span) s"
        case .waited(let agent, let span):
            guard span > longestWait, awayUntil[agent] != .never, moment - span >= awayUntil[agent] else { return nil }
            return "a client of agent \(agent)'s pooler has waited for \(span) s for a server that lets nobody in"
        case .agentEnded(let agent), .agentStopped(let agent, true):
            agents[agent].pooler = []
            awayUntil[agent] = .never
            return nil
        case .agentStarted(let agent, _), .agentStopped(let agent, false):
            agents[agent].pooler = []
            awayUntil[agent] = moment
            return nil
        case .poolerStarted(let agent):
            agents[agent].pooler = []
            return nil
        default: return nil
        }
    }

    private static func note(_ moments: inout [VirtualTime], _ moment: VirtualTime) -> Int {
        moments.removeAll { moment - $0 > span }
        moments.append(moment)
        return moments.count
    }
}
