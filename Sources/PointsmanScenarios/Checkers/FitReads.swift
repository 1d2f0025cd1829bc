package import PointsmanCore

/// Reads (HowItDecides.md#where-reads-go): a client that only reads is served, by a standby if one is fit, and not with
/// data that is older than allowed.
///
/// - Reads do not stay for ``limit`` where no server answers, on a stranger, on an old timeline or on a standby that is
///   too far behind, if the primary is there, or a standby that was fit when there was a primary last.
/// - Reads do not stay on the primary while one standby has been fit for ``limit`` longer than `read damping`.
/// - Reads do not go to and fro: within `read damping` they leave a server that serves them well at most ``mostMoves``
///   times while writes stay where they are.
///
/// The checker uses the true state of the servers. It does not know which of several standbys an agent prefers.
package struct FitReads: Checker {
    package static let name = "Reads"
    package static let needs: [Fact.Kind] = [.lookedAtReads, .readsMoved]
    package static let mostMoves = 2

    private struct Agent {
        /// The moment since which each server has been a fit standby.
        var fitSince = ByServer<VirtualTime?>(repeating: nil)
        /// The moment since which writes have gone to the primary.
        var primarySince: VirtualTime?
        /// The moment since which reads have not been served, or not as they should be.
        var badSince: VirtualTime?
        /// The moment since which the reads' server has served them well while writes stayed where they are; nil if it
        /// is not known to.
        var goodSince: VirtualTime?
        /// The reads' server at the last look.
        var server: Int?
        /// The moments at which reads left a server that served them well.
        var moves: [VirtualTime] = []
        /// The server that answered last at each address.
        private var answering = ByAddress<Int>()

        /// The standby that has been fit for longest.
        var fittest: (server: Int, since: VirtualTime)? {
            var first: (server: Int, since: VirtualTime)?
            for server in fitSince.indices {
                guard let since = fitSince[server], first.map({ since < $0.since }) ?? true else { continue }
                first = (server, since)
            }
            return first
        }

        /// Forgets all but which server answers where: a probe sent before may still fail.
        mutating func beginAnew() {
            let known = answering
            self = Agent()
            answering = known
        }

        /// Takes a probe's result. A standby that was lost for a moment, or no longer shows how far behind it is, has to prove
        /// itself anew, whatever it is at the next look.
        mutating func observe(_ address: Int, _ claim: Claim?) {
            if let lost = answering[address], claim == nil || claim!.isInRecovery && claim!.staleness == nil {
                fitSince[lost] = nil
                if server == lost { goodSince = nil }
            }
            answering[address] = claim?.server ?? answering[address]
        }

        mutating func see(_ sight: ReadSight, at moment: VirtualTime) {
            primarySince = sight.hasPrimary ? primarySince ?? moment : nil
            for server in fitSince.indices {
                // While there is no primary, standbys that were fit stay fit, and no other one becomes fit.
                let isNew = fitSince[server] == nil && sight.hasPrimary
                if sight.fit & 1 << UInt32(server) == 0 {
                    fitSince[server] = nil
                } else if isNew {
                    fitSince[server] = moment
                }
            }
            badSince = sight.place.serves ? nil : badSince ?? moment
            let isGood = sight.place == .primary || (sight.server.map { fitSince[$0] != nil } ?? false)
            if !isGood || sight.server != server { goodSince = nil }
            if isGood { goodSince = goodSince ?? moment }
            server = sight.server
        }
    }

    private var agents: [Agent]
    private let damping: VirtualTime
    private let limit: VirtualTime

    package init(agents: Int, policy: Policy) {
        self.agents = Array(repeating: Agent(), count: agents)
        damping = VirtualTime(policy.readDamping)
        limit = Self.limit(policy)
    }

    /// The time for the probes that show the change, for a second try of a step that failed, and for a slow console.
    package static func limit(_ policy: Policy) -> VirtualTime { VirtualTime(policy.freshness) + .seconds(3) }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .lookedAtReads(let agent, let sight?):
            agents[agent].see(sight, at: moment)
            return judge(agent, sight, at: moment)
        case .lookedAtReads(let agent, nil), .agentStarted(let agent, _), .agentEnded(let agent),
            .poolerStarted(let agent), .policyTaken(let agent, _), .toldToAdopt(let agent, _), .toldToReset(let agent):
            agents[agent].beginAnew()
            return nil
        case .observed(let agent, let address, let claim):
            agents[agent].observe(address, claim)
            return nil
        // From now on only a standby that follows the new primary is fit.
        case .moved(let agent, _, _, _):
            agents[agent].goodSince = nil
            return nil
        case .readsMoved(let agent, _): return move(agent, at: moment)
        default: return nil
        }
    }

    private func judge(_ number: Int, _ sight: ReadSight, at moment: VirtualTime) -> String? {
        let agent = agents[number]
        let fittest = agent.fittest
        if let badSince = agent.badSince,
            let betterSince = [agent.primarySince, fittest?.since].compactMap(\.self).min(),
            moment - max(badSince, betterSince) > limit
        {
            return "agent \(number)'s pooler sends reads \(sight.place.rawValue) since \(badSince)"
        }
        if sight.place == .primary, let fittest, let goodSince = agent.goodSince,
            moment - max(fittest.since, goodSince) > damping + limit
        {
            return "agent \(number)'s pooler sends reads to the primary, and standby \(fittest.server) is fit since "
                + "\(fittest.since)"
        }
        return nil
    }

    private mutating func move(_ number: Int, at moment: VirtualTime) -> String? {
        defer { agents[number].goodSince = nil }
        guard let since = agents[number].goodSince, since < moment, let server = agents[number].server else {
            return nil
        }
        agents[number].moves = agents[number].moves.filter { moment - $0 < damping } + [moment]
        guard agents[number].moves.count > Self.mostMoves else { return nil }
        return "agent \(number)'s pooler moves reads from server \(server), which serves them well, "
            + "\(agents[number].moves.count) such moves within \(damping) s"
    }
}
