import PointsmanCore

// What one agent's probes have shown, and the reasons against servers that follow from that.
extension ObservedWrites {
    /// The reasons against a server.
    enum Reason: String {
        case standby, foreign, stale
        case splitBrain = "one of a split brain"
    }

    struct Seen {
        var claim: Claim
        var moment: VirtualTime
    }

    /// The result for a server over all addresses that lead to it.
    enum Finding: Equatable {
        case unseen
        /// One address shows the server without fault, or nothing about it is fresh.
        case good
        case bad(Reason)

        var reason: Reason? { if case .bad(let reason) = self { reason } else { nil } }
    }

    struct Agent {
        /// The last report at each address.
        var seen: [Seen?] = []
        /// The reasons against the servers that were seen, by server.
        private var reasons: [Reason?] = []
        private(set) var badSince: [VirtualTime?] = []
        /// The timeline of the pooler's route.
        var timeline: UInt32 = 0
        /// The moment at which its pooler began to run. It then has the file's route; what the agent has seen since
        /// reaches it later.
        var poolerStart = VirtualTime.zero
        /// The end of the time in which clients may be served by an operator's RESUME.
        var handUntil = VirtualTime.zero
        var server: Int?
        var isStopped = false
        /// When it went on last after a stop: what it reads at that moment was sent before the stop.
        var wentOnAt: VirtualTime?
        /// The servers that an operator's adoption rules out as rivals.
        var passedOver = PassedOver()
        /// The highest position that the route's server has shown, and the run that showed it. A lower position of the
        /// same run is only an older report, which came through a slower address.
        var shown: UInt64 = 0
        private var shownRun: UInt32 = 0

        mutating func observe(
            _ address: Int, _ claim: Claim?, at moment: VirtualTime, _ freshness: Freshness
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

        /// Forgets the reasons: while the agent is away nothing is observed, and a server that was bad may have
        /// changed.
        mutating func end() {
            for server in badSince.indices {
                badSince[server] = nil
                reasons[server] = nil
            }
        }

        /// Whether the server was seen on a lower timeline and has been promoted since, so that the pooler's own fence lets
        /// it pass.
        func isPromotedSince(_ server: Int, _ timeline: UInt32) -> Bool {
            seen.contains { seen in
                guard let claim = seen?.claim else { return false }
                return claim.server == server && timeline > claim.timeline
            }
        }

        mutating func judge(at moment: VirtualTime, _ freshness: Freshness) {
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

        func reason(_ server: Int, at moment: VirtualTime, _ freshness: Freshness) -> Reason? {
            var found: Reason?
            for address in seen.indices where seen[address]?.claim.server == server {
                guard let reason = reason(at: address, moment, freshness) else { return nil }
                found = reason
            }
            return found
        }

        /// The reason against the server that was seen at `address`; nil if there is none, or if the report is no
        /// longer fresh.
        private func reason(at address: Int, _ moment: VirtualTime, _ freshness: Freshness) -> Reason? {
            guard let seen = seen[address], moment - seen.moment < freshness.span else { return nil }
            let claim = seen.claim
            if claim.isInRecovery { return .standby }
            if !claim.isOurs { return .foreign }
            if claim.timeline < timeline
                || (claim.timeline == timeline && claim.server == server && claim.lsn < shown && claim.run != shownRun)
            {
                return .stale
            }
            // A standby's word on what it follows may have ended for the agent already.
            let oldest = moment - freshness.span
            let isSplit = hasRival(claim, since: oldest) && hasRival(claim, since: oldest + freshness.slack)
            return isSplit ? .splitBrain : nil
        }

        /// Whether another server takes writes on the same timeline, no server takes writes on a higher one, and
        /// neither standbys nor an operator speak against that other server. Only reports after `oldest` count.
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

        /// Whether standbys follow another primary than `rival`. If no standby shows what it follows: whether another
        /// primary counts more followers.
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

        /// Whether the report of `address` is of our cluster and was seen after `oldest`.
        private func isFresh(_ address: Int, since oldest: VirtualTime) -> Bool {
            guard let seen = seen[address] else { return false }
            return seen.moment > oldest && seen.claim.isOurs
        }

        private func isOtherPrimary(_ address: Int, than rival: Claim, since oldest: VirtualTime) -> Bool {
            isFresh(address, since: oldest) && !seen[address]!.claim.isInRecovery
                && seen[address]!.claim.server != rival.server
        }
    }
}
