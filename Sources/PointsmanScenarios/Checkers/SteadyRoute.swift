package import PointsmanCore

/// L3: one promotion, one reroute. A pooler never goes back: each move to another server is to a higher timeline than
/// any that it was set to before, unless its agent lost its fence or an operator has lowered it. And it doesn't go to a higher timeline while the probes
/// show that the primary takes writes and that standbys follow it: that is a copy, or a drill.
package struct SteadyRoute: Checker {
    package static let name = "L3"
    package static let needs: [Fact.Kind] = [.moved, .acknowledged]

    private struct Agent {
        var server: Int?
        var timeline: UInt32 = 0
        /// Led nowhere, since the primary was not to be written to.
        var isUnrouted = false
        /// Once, an operator's word lets it go down.
        var mayLower = false
        /// The furthest that the routed server has shown: with less it is stale, whoever follows it.
        var shown: UInt64 = 0
        /// Whether the agent has seen that server as a primary: one that it was led to ahead may die before.
        var isSeen = false
        /// Where it was led ahead to since, and by which timeline: the route only once that is seen to be a primary on it.
        var ahead: (server: Int, timeline: UInt32)?
        /// When its pooler began to run: where it leads then is what the file says, which may be older than the agent's mind.
        var poolerStart = VirtualTime.never
        var claims = ByAddress<Claim>()
        /// A pooler may leave a server for its equal where no write was acknowledged yet.
        var takers = Takers()
        /// Since when the routed server has been shown to take writes with a standby that follows it.
        var followedSince: VirtualTime?
        /// Since when the fence has left the routed server behind: the move was decided then, however long the pooler takes.
        var leftSince: VirtualTime?

        /// Whether probes show that the routed server takes writes, and a standby that follows it.
        var isFollowed: Bool {
            guard let server, !isUnrouted, ahead == nil else { return false }
            var takesWrites = false
            var isFollowed = false
            for address in 0..<claims.count where claims.values[address] != nil {
                if claims.values[address]!.server == server {
                    if !isTaking(address) { return false }
                    takesWrites = true
                } else if claims.values[address]!.isInRecovery, claims.values[address]!.isOurs,
                    claims.values[address]!.follows == server
                {
                    isFollowed = true
                }
            }
            return takesWrites && isFollowed
        }

        /// Whether what an address shows is a primary of ours that takes writes, with no less than it has shown before.
        private func isTaking(_ address: Int) -> Bool {
            guard let claim = claims.values[address] else { return false }
            return !claim.isInRecovery && !claim.isReadOnly && claim.isOurs && claim.lsn >= shown
        }

        /// Takes that a primary of ours was seen.
        mutating func see(_ claim: Claim) {
            if let ahead, claim.server == ahead.server, claim.timeline >= ahead.timeline { arrive() }
            guard claim.server == server else { return }
            shown = max(shown, claim.lsn)
            isSeen = true
        }

        /// Whom it was led ahead to is a primary: it has moved there.
        mutating func arrive() {
            guard let ahead else { return }
            self.ahead = nil
            server = ahead.server
            timeline = max(timeline, ahead.timeline)
            leftSince = nil
            shown = 0
            followedSince = nil
        }
    }

    private var agents: [Agent]
    private let drain: VirtualTime

    package init(agents: Int, policy: Policy) {
        drain = VirtualTime(policy.drainTimeout) + .seconds(2)
        self.agents = Array(repeating: Agent(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .agentStarted(let agent, let keepsFence):
            if !keepsFence { agents[agent] = Agent() }
            agents[agent].claims = ByAddress()
            agents[agent].followedSince = nil
            return nil
        case .observed(let agent, let address, let claim):
            agents[agent].claims[address] = claim
            if let claim, claim.isOurs, !claim.isInRecovery { agents[agent].see(claim) }
            agents[agent].followedSince =
                agents[agent].isFollowed ? agents[agent].followedSince ?? moment : nil
            return nil
        case .acknowledged(let agent, let server, let timeline):
            agents[agent].takers.take(server, timeline)
            return nil
        case .poolerStarted(let agent):
            agents[agent].poolerStart = moment
            return nil
        case .raised(let agent, let fence, _):
            let isLeft = fence.timeline.number > agents[agent].timeline
            agents[agent].leftSince = isLeft ? agents[agent].leftSince ?? moment : nil
            return nil
        case .toldToAdopt(let agent, _), .toldToReset(let agent):
            agents[agent].mayLower = true
            agents[agent].takers = Takers()
            agents[agent].shown = 0
            agents[agent].followedSince = nil
            return nil
        case .moved(let agent, let server?, let timeline, true):
            agents[agent].isUnrouted = false
            agents[agent].ahead = (server, timeline)
            agents[agent].followedSince = nil
            return nil
        case .moved(let agent, nil, _, _):
            agents[agent].isUnrouted = true
            agents[agent].ahead = nil
            agents[agent].followedSince = nil
            return nil
        case .moved(let agent, let server?, let timeline, false):
            agents[agent].isUnrouted = false
            agents[agent].ahead = nil
            if agents[agent].server != server { agents[agent].shown = 0 }
            let old = agents[agent]
            agents[agent].server = server
            agents[agent].timeline = max(timeline, old.timeline)
            guard moment != old.poolerStart else {
                agents[agent].isSeen = false
                return nil
            }
            agents[agent].leftSince = nil
            if old.server != server {
                agents[agent].isSeen = old.claims.values.contains { claim in
                    claim.map { $0.server == server && $0.isOurs && !$0.isInRecovery } ?? false
                }
            }
            agents[agent].followedSince = nil
            let decided = old.leftSince ?? moment
            if let oldServer = old.server, oldServer != server, let since = old.followedSince, decided - since > drain {
                return "agent \(agent)'s pooler left server \(oldServer), which standbys follow since \(since), "
                    + "for server \(server)"
            }
            if old.mayLower, timeline < old.timeline || (timeline == old.timeline && server != old.server) {
                agents[agent].timeline = timeline
                agents[agent].mayLower = false
                return nil
            }
            guard let oldServer = old.server, oldServer != server, timeline <= old.timeline else { return nil }
            // Who died before it was seen as a primary is no hindrance to its equal, only to who is below it.
            guard timeline < old.timeline || (old.isSeen && old.takers.contains(oldServer, timeline)) else {
                return nil
            }
            return "agent \(agent)'s pooler moved from server \(oldServer) on timeline \(old.timeline) to server "
                + "\(server) on timeline \(timeline)"
        default: return nil
        }
    }
}
