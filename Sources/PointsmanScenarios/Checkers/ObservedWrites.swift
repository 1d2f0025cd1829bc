package import PointsmanCore

/// S1: no write commits through a pooler on a server that its agent's latest probe has shown as standby, foreign, stale
/// or one of a split brain.
///
/// A transaction that was open already may end: it counts if it began more than ``margin`` after the probe that showed
/// the server so first (or after the pooler began to run), no later one has shown it otherwise, and the latest one is fresh.
///
/// Where a guard lets clients go, since its agent is dead or stopped, nobody looks any more: what PgBouncer's own fence lets
/// pass from then on is no doing of the agent's. Where an operator has resumed the pooler in a hold it is the agent's again once
/// that is noticed: what begins later than ``handLimit`` counts.
package struct ObservedWrites: Checker {
    package static let name = "S1"
    package static let needs: [Fact.Kind] = [.observed, .set, .committed]
    /// What PAUSE may take to arrive.
    package static let margin = VirtualTime.milliseconds(100)

    /// What an agent may take to notice a RESUME by hand, and to hold again: a look each second, and PAUSE.
    package static let handLimit = VirtualTime.milliseconds(2_500)

    /// What speaks against a server.
    private enum Reason: String {
        case standby, foreign, stale
        case splitBrain = "one of a split brain"
    }

    private struct Seen {
        var claim: Claim
        var moment: VirtualTime
    }

    /// What is found of a server at all the addresses that lead to it.
    private enum Finding: Equatable {
        case unseen
        /// One of them shows it without fault, or shows nothing that is fresh.
        case good
        case bad(Reason)

        var reason: Reason? { if case .bad(let reason) = self { reason } else { nil } }
    }

    private struct Agent {
        /// What each address has shown last.
        var seen: [Seen?] = []
        /// By server, those that were seen.
        private var reasons: [Reason?] = []
        private(set) var badSince: [VirtualTime?] = []
        /// The route that the pooler was last set to.
        var timeline: UInt32 = 0
        /// When its pooler began to run: it knows the file, and what the agent has seen since reaches it only then.
        var poolerStart = VirtualTime.zero
        /// Until when clients may be served by an operator's doing.
        var handUntil = VirtualTime.zero
        var server: Int?
        var isStopped = false
        /// Who is no rival by an operator's word.
        var passedOver = PassedOver()
        /// The furthest that this route's server has shown, and under which run: a lower word of the same run is only an older one,
        /// which came by a slower address.
        var shown: UInt64 = 0
        private var shownRun: UInt32 = 0

        mutating func observe(
            _ address: Int, _ claim: Claim?, at moment: VirtualTime, _ freshness: VirtualTime
        ) {
            while seen.count <= max(address, claim?.server ?? 0) {
                seen.append(nil)
                reasons.append(nil)
                badSince.append(nil)
            }
            passedOver.observe(address, claim)
            seen[address] = claim.map { Seen(claim: $0, moment: moment) }
            judge(at: moment, freshness)
        }

        /// Whoever was bad may be no longer: nobody looks.
        mutating func end() {
            for server in badSince.indices {
                badSince[server] = nil
                reasons[server] = nil
            }
        }

        /// Whether the server was a standby when it was seen and has been promoted: the pooler's own fence let it pass.
        func isPromotedSince(_ server: Int, _ timeline: UInt32) -> Bool {
            seen.contains { seen in
                guard let claim = seen?.claim else { return false }
                return claim.server == server && claim.isInRecovery && timeline > claim.timeline
            }
        }

        mutating func judge(at moment: VirtualTime, _ freshness: VirtualTime) {
            var findings = ByServer<Finding>(repeating: .unseen)
            for address in seen.indices where seen[address] != nil {
                let server = seen[address]!.claim.server
                if server == self.server, seen[address]!.claim.timeline == timeline,
                    !seen[address]!.claim.isInRecovery
                {
                    if seen[address]!.claim.lsn > shown {
                        shown = seen[address]!.claim.lsn
                        shownRun = seen[address]!.claim.run
                    }
                }
            }
            for address in seen.indices where seen[address] != nil {
                let server = seen[address]!.claim.server
                guard findings[server] != .good else { continue }
                findings[server] = reason(at: address, moment, freshness).map { .bad($0) } ?? .good
            }
            for server in reasons.indices {
                let reason = findings[server].reason
                guard reason != reasons[server] else { continue }
                badSince[server] = reason == nil ? nil : moment
                reasons[server] = reason
            }
        }

        func reason(_ server: Int, at moment: VirtualTime, _ freshness: VirtualTime) -> Reason? {
            var found: Reason?
            for address in seen.indices where seen[address]?.claim.server == server {
                guard let reason = reason(at: address, moment, freshness) else { return nil }
                found = reason
            }
            return found
        }

        /// What speaks against the server that was seen at `address`; nil, too, where that is long ago.
        private func reason(at address: Int, _ moment: VirtualTime, _ freshness: VirtualTime) -> Reason? {
            guard let seen = seen[address], moment - seen.moment < freshness else { return nil }
            let claim = seen.claim
            if claim.isInRecovery { return .standby }
            if !claim.isOurs { return .foreign }
            if claim.timeline < timeline
                || (claim.timeline == timeline && claim.server == server && claim.lsn < shown && claim.run != shownRun)
            {
                return .stale
            }
            return hasRival(claim, since: moment - freshness) ? .splitBrain : nil
        }

        /// Whether another server takes writes on the same timeline, nobody does on a higher one, and no standby speaks
        /// against that other one, nor an operator. Only what was seen after `oldest` counts.
        private func hasRival(_ claim: Claim, since oldest: VirtualTime) -> Bool {
            guard !claim.isReadOnly else { return false }
            var hasRival = false
            for address in seen.indices where seen[address]?.claim.isInRecovery == false {
                guard seen[address]!.moment > oldest else { continue }
                let taker = seen[address]!.claim
                guard taker.isOurs, !taker.isReadOnly else { continue }
                if taker.timeline > claim.timeline { return false }
                if taker.server != claim.server, taker.timeline == claim.timeline, !passedOver.contains(taker.server) {
                    hasRival = hasRival || !isSpokenAgainst(taker, since: oldest)
                }
            }
            return hasRival
        }

        /// Whether standbys follow another primary than `rival`; where none shows whom it follows, whether another primary
        /// counts more followers.
        private func isSpokenAgainst(_ rival: Claim, since oldest: VirtualTime) -> Bool {
            var isFollowed = false
            var isOutnumbered = false
            var doShow = false
            for address in seen.indices where isFresh(address, since: oldest) && seen[address]!.claim.isInRecovery {
                guard let upstream = seen[address]!.claim.follows else { continue }
                doShow = true
                for other in seen.indices where isOtherPrimary(other, than: rival, since: oldest) {
                    if seen[other]!.claim.server == upstream { isFollowed = true }
                }
            }
            for other in seen.indices where isOtherPrimary(other, than: rival, since: oldest) {
                if seen[other]!.claim.followers > rival.followers { isOutnumbered = true }
            }
            return doShow ? isFollowed : isOutnumbered
        }

        /// Whether what `address` has shown is of ours and was seen after `oldest`.
        private func isFresh(_ address: Int, since oldest: VirtualTime) -> Bool {
            guard let seen = seen[address] else { return false }
            return seen.moment > oldest && seen.claim.isOurs
        }

        private func isOtherPrimary(_ address: Int, than rival: Claim, since oldest: VirtualTime) -> Bool {
            isFresh(address, since: oldest) && !seen[address]!.claim.isInRecovery
                && seen[address]!.claim.server != rival.server
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
