package import PointsmanCore

/// S1: no write commits through a pooler on a server that its agent's latest probe has shown as standby, foreign, stale
/// or one of a split brain.
///
/// A transaction that was open already may end: it counts if it began more than ``margin`` after the probe that showed
/// the server so first (or after the pooler began to run), no later one has shown it otherwise, and the latest one is fresh.
package struct ObservedWrites: Checker {
    package static let name = "S1"
    /// What PAUSE may take to arrive.
    package static let margin = VirtualTime.milliseconds(100)

    /// What speaks against a server.
    private enum Reason: String {
        case standby, foreign, stale
        case splitBrain = "one of a split brain"
    }

    private struct Seen {
        var claim: Claim
        var moment: VirtualTime
    }

    private struct Agent {
        /// What each address has shown last.
        var seen: [Seen?] = []
        /// By server, those that were seen.
        var reasons: [Reason?] = []
        var badSince: [VirtualTime?] = []
        /// The route that the pooler was last set to.
        var timeline: UInt32 = 0
        /// When its pooler began to run: it knows the file, and what the agent has seen since reaches it only then.
        var poolerStart = VirtualTime.zero
        var server: Int?
        /// The furthest that this route's server has shown.
        var shown: UInt64 = 0

        mutating func makeRoom(for index: Int) {
            while seen.count <= index {
                seen.append(nil)
                reasons.append(nil)
                badSince.append(nil)
            }
        }
    }

    private var agents: [Agent]
    private let freshness: VirtualTime

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        freshness = VirtualTime(policy.freshness)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .observed(let agent, let address, let claim):
            agents[agent].makeRoom(for: max(address, claim?.server ?? 0))
            agents[agent].seen[address] = claim.map { Seen(claim: $0, moment: moment) }
            judge(agent, at: moment)
            return nil
        case .set(let agent, let server, let timeline):
            if agents[agent].timeline != timeline || agents[agent].server != server { agents[agent].shown = 0 }
            agents[agent].timeline = timeline
            agents[agent].server = server
            judge(agent, at: moment)
            return nil
        case .agentStarted(let agent, let keepsFence):
            let old = agents[agent]
            agents[agent] = Agent()
            if keepsFence { agents[agent].timeline = old.timeline }
            agents[agent].poolerStart = old.poolerStart
            return nil
        case .poolerStarted(let agent):
            agents[agent].poolerStart = moment
            return nil
        case .toldToAdopt(let agent, _), .toldToReset(let agent):
            agents[agent].shown = 0
            return nil
        case .agentEnded(let agent):
            for server in agents[agent].badSince.indices {
                agents[agent].badSince[server] = nil
                agents[agent].reasons[server] = nil
            }
            return nil
        case .committed(let agent, let server, let timeline, let begun, _):
            guard agents[agent].badSince.indices.contains(server), let since = agents[agent].badSince[server],
                begun > max(since, agents[agent].poolerStart) + Self.margin,
                !isPromotedSince(agent, server, timeline),
                let reason = reason(agent, server, at: moment)
            else { return nil }
            return
                "agent \(agent)'s pooler wrote on server \(server) (timeline \(timeline)), seen as \(reason.rawValue) since \(since)"
        default: return nil
        }
    }

    /// Whether the server was a standby when it was seen and has been promoted: the pooler's own fence let it pass.
    private func isPromotedSince(_ agent: Int, _ server: Int, _ timeline: UInt32) -> Bool {
        agents[agent].seen.contains { seen in
            guard let claim = seen?.claim else { return false }
            return claim.server == server && claim.isInRecovery && timeline > claim.timeline
        }
    }

    private mutating func judge(_ agent: Int, at moment: VirtualTime) {
        for seen in agents[agent].seen {
            guard let claim = seen?.claim else { continue }
            if claim.server == agents[agent].server, claim.timeline == agents[agent].timeline, !claim.isInRecovery {
                agents[agent].shown = max(agents[agent].shown, claim.lsn)
            }
        }
        for server in agents[agent].badSince.indices {
            let reason = reason(agent, server, at: moment)
            if reason != agents[agent].reasons[server] { agents[agent].badSince[server] = reason == nil ? nil : moment }
            agents[agent].reasons[server] = reason
        }
    }

    private func reason(_ number: Int, _ server: Int, at moment: VirtualTime) -> Reason? {
        let agent = agents[number]
        var reason: Reason?
        for case let seen? in agent.seen where seen.claim.server == server {
            guard moment - seen.moment < freshness else { return nil }
            let claim = seen.claim
            if claim.isInRecovery {
                reason = .standby
            } else if !claim.isOurs {
                reason = .foreign
            } else if claim.timeline < agent.timeline
                || (claim.timeline == agent.timeline && server == agent.server && claim.lsn < agent.shown)
            {
                reason = .stale
            } else if hasRival(agent, claim, at: moment) {
                reason = .splitBrain
            } else {
                return nil
            }
        }
        return reason
    }

    /// Whether another server takes writes on the same timeline, nobody does on a higher one, and no standby speaks
    /// against that other one.
    private func hasRival(_ agent: Agent, _ claim: Claim, at moment: VirtualTime) -> Bool {
        let fresh = agent.seen.compactMap { seen in
            seen.flatMap { moment - $0.moment < freshness ? $0.claim : nil }
        }
        let takers = fresh.filter { $0.isOurs && !$0.isInRecovery && !$0.isReadOnly }
        guard !claim.isReadOnly, !takers.contains(where: { $0.timeline > claim.timeline }) else { return false }
        let rivals = takers.filter { $0.server != claim.server && $0.timeline == claim.timeline }
        return rivals.contains { !isSpokenAgainst($0, fresh) }
    }

    /// Whether standbys follow another primary than `rival`; where none shows whom it follows, whether another primary
    /// counts more followers.
    private func isSpokenAgainst(_ rival: Claim, _ fresh: [Claim]) -> Bool {
        let upstreams = fresh.filter { $0.isOurs && $0.isInRecovery }.compactMap(\.follows)
        return fresh.contains { other in
            guard other.isOurs, !other.isInRecovery, other.server != rival.server else { return false }
            return upstreams.isEmpty ? other.followers > rival.followers : upstreams.contains(other.server)
        }
    }
}
