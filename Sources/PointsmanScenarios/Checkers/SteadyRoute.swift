package import PointsmanCore

/// L3: one promotion causes one reroute. A pooler never goes back: each move to another server is to a higher timeline
/// than any before, unless its agent has lost its fence or an operator has lowered it. A pooler does not move to a
/// higher timeline while the probes show that the primary takes writes and that standbys follow it: the other server is
/// then a copy, or a drill's.
package struct SteadyRoute: Checker {
    package static let name = "L3"
    package static let needs: [Fact.Kind] = [.moved, .acknowledged]

    private struct Agent {
        var server: Int?
        var timeline: UInt32 = 0
        /// Whether the route leads nowhere because the primary must not be written to.
        var isUnrouted = false
        /// Whether an operator's command allows one lower timeline.
        var mayLower = false
        /// The highest position that the routed server has shown. With a lower one it is stale, even if standbys follow
        /// it.
        var shown: UInt64 = 0
        /// Whether the agent has seen that server as a primary. A server that was pre-routed may die before that.
        var isSeen = false
        /// The server and the timeline that are pre-routed. They become the route only when the server is seen as a
        /// primary on that timeline.
        var ahead: (server: Int, timeline: UInt32)?
        /// The moment at which its pooler began to run. It then has the file's route, which may be older than the
        /// agent's.
        var poolerStart = VirtualTime.never
        var claims = ByAddress<Claim>()
        /// The servers with acknowledged writes. A pooler may leave a server without any for another one on the same
        /// timeline.
        var takers = Takers()
        /// The moment since which the routed server has been shown to take writes and to have a standby that follows
        /// it.
        var followedSince: VirtualTime?
        /// The moment since which the fence has been above the routed server: the move was decided then, however long
        /// the pooler takes.
        var leftSince: VirtualTime?

        /// Whether the probes show that the routed server takes writes and that a standby follows it.
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

        /// Whether the report of `address` is of a primary of our cluster that takes writes, at no lower position than
        /// it has shown before.
        private func isTaking(_ address: Int) -> Bool {
            guard let claim = claims.values[address] else { return false }
            return !claim.isInRecovery && !claim.isReadOnly && claim.isOurs && claim.lsn >= shown
        }

        /// Takes the report of a primary of our cluster.
        mutating func see(_ claim: Claim) {
            if let ahead, claim.server == ahead.server, claim.timeline >= ahead.timeline { arrive() }
            guard claim.server == server else { return }
            shown = max(shown, claim.lsn)
            isSeen = true
        }

        /// Makes the pre-routed server the route, since it has become a primary.
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
            // A server that died before it was seen as a primary does not rule out another one on the same timeline,
            // only those on lower ones.
            guard timeline < old.timeline || (old.isSeen && old.takers.contains(oldServer, timeline)) else {
                return nil
            }
            return "agent \(agent)'s pooler moved from server \(oldServer) on timeline \(old.timeline) to server "
                + "\(server) on timeline \(timeline)"
        default: return nil
        }
    }
}
