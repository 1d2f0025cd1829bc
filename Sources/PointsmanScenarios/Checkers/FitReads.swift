package import PointsmanCore

/// Reads (HowItDecides.md#where-reads-go): they go to a standby that the agent's probes prove to be on the fence's timeline and within
/// `max_replica_lag`, to the primary where there is none, and never to a stranger or to a stale server. One that is no
/// longer fit is left within ``limit``; coming back is damped.
///
/// While the primary is away nobody is proven to follow it, and reads stay where they are, unless nobody answers there and
/// somebody does who has followed it till then: else time counts only while the probes show the fence's owner
/// as a primary and the pooler, which holds nobody, sends it the writes.
package struct FitReads: Checker {
    package static let name = "Reads"
    package static let needs: [Fact.Kind] = [.observed, .orderedReads, .readsMoved]
    /// A step that failed and is tried again, and a slow console.
    package static let limit = VirtualTime.seconds(3)
    /// Moves from one that was fit to another, within `read damping`.
    package static let mostMoves = 2
    /// What a clock that runs fast may take off.
    private static let drift = VirtualTime.milliseconds(20)

    private struct Seen {
        var claim: Claim
        var moment: VirtualTime
    }

    private struct Followed {
        var run: UInt32
        var since: VirtualTime
    }

    private struct Agent {
        var seen = ByAddress<Seen>()
        /// Since when each address has been proven fit.
        var fitSince = ByAddress<VirtualTime>()
        /// Who was fit when the primary answered last, and has answered as a standby since.
        var followed = ByAddress<Followed>()
        var fence: Fence?
        var isAlive = false
        var isReady = false
        var isImpeded = false
        var isPaused = false
        var hasPooler = false
        /// Where its pooler sends writes, and reads.
        var writes: Int?
        var reads: Int?
        /// What the agent has ordered last, and when; and who was the primary then.
        var ordered: Int?
        var orderedAt = VirtualTime.zero
        var orderedPrimary: Int?
        var orderedTimeline: UInt32?
        /// When an operator had it forget its fence, until it has another: the route for writes that it leaves as it was is
        /// no word on who is stale.
        var forgotFenceAt: VirtualTime?
        /// When that was last seen to be a stranger.
        var strangerAt = VirtualTime.zero
        /// When it moved reads away from one that was fit.
        var moves: [VirtualTime] = []
        /// Since when it could see to it that reads go where they belong; and since when they went there last.
        var calmSince: VirtualTime?
        var good = VirtualTime.zero
        /// Since when reads have gone to one that doesn't answer, though there is a better one, while the primary is away.
        var strandedSince: VirtualTime?
        /// By its policy.
        var freshness = VirtualTime.zero
        var probeTimeout = VirtualTime.zero

        mutating func take(_ policy: Policy) {
            freshness = VirtualTime(policy.freshness)
            probeTimeout = VirtualTime(policy.probeTimeout)
        }
    }

    private var agents: [Agent]
    private let policy: Policy
    private let damping: VirtualTime

    package init(agents: Int, policy: Policy) {
        var agent = Agent()
        agent.take(policy)
        self.agents = Array(repeating: agent, count: agents)
        self.policy = policy
        damping = VirtualTime(policy.readDamping)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .observed(let agent, let address, let claim):
            agents[agent].seen[address] = claim.map { Seen(claim: $0, moment: moment) }
            if address == agents[agent].ordered, claim?.isOurs == false { agents[agent].strangerAt = moment }
            // First itself: the owner that answers no more is fit no more, and is none of those that answer.
            judge(agent, address, at: moment)
            if address == owner(agents[agent]) { judgeAll(agent, at: moment) }
            remember(agent, address, at: moment)
        case .raised(let agent, let fence, _):
            let old = agents[agent].fence
            agents[agent].fence = fence
            // Pinned anew at once, who was fit by the old one may be fit all the time; later, nobody was meanwhile.
            if let forgotten = agents[agent].forgotFenceAt, forgotten < moment {
                agents[agent].fitSince = ByAddress()
                agents[agent].followed = ByAddress()
            }
            agents[agent].forgotFenceAt = nil
            if old?.owner != fence.owner || old?.timeline != fence.timeline || old?.lsn != fence.lsn {
                judgeAll(agent, at: moment)
            }
        case .orderedReads(let agent, let address, let primary, let timeline):
            return order(agent, to: address, primary: primary, timeline: timeline, at: moment)
        case .readsMoved(let agent, let address): agents[agent].reads = address
        case .moved(let agent, let server, _, _): agents[agent].writes = server
        case .paused(let agent): agents[agent].isPaused = true
        case .resumed(let agent): agents[agent].isPaused = false
        case .poolerStarted(let agent):
            agents[agent].hasPooler = true
            agents[agent].isPaused = false
        case .poolerEnded(let agent):
            agents[agent].hasPooler = false
            agents[agent].isPaused = false
            agents[agent].writes = nil
            agents[agent].reads = nil
        case .spoke(let agent, let isReady, let isDegraded): agents[agent].isReady = isReady && !isDegraded
        case .impeded(let agent, let isImpeded): agents[agent].isImpeded = isImpeded
        case .agentStarted(let agent, _): begin(agent, isAlive: true)
        case .agentEnded(let agent): begin(agent, isAlive: false)
        case .agentStopped(let agent, let isStopped):
            agents[agent].isAlive = !isStopped
            agents[agent].calmSince = nil
            agents[agent].strandedSince = nil
            // Who was fit before proves it anew.
            agents[agent].fitSince = ByAddress()
        case .policyTaken(let agent, let policy):
            agents[agent].take(policy)
            agents[agent].calmSince = nil
            agents[agent].strandedSince = nil
            // Who was fit by other times proves it anew.
            agents[agent].fitSince = ByAddress()
        // The primary is another one now, if only by that word.
        case .toldToAdopt(let agent, _): agents[agent].calmSince = nil
        case .toldToReset(let agent):
            agents[agent].calmSince = nil
            agents[agent].fence = nil
            agents[agent].forgotFenceAt = moment
        case .looked(let agent, _, _): return look(agent, at: moment)
        default: break
        }
        return nil
    }

    private mutating func begin(_ agent: Int, isAlive: Bool) {
        let old = agents[agent]
        agents[agent] = Agent(
            isAlive: isAlive, isImpeded: old.isImpeded, isPaused: old.isPaused, hasPooler: old.hasPooler,
            writes: old.writes, reads: old.reads, freshness: old.freshness, probeTimeout: old.probeTimeout)
    }

    // What is fit

    private func owner(_ agent: Agent) -> Int? { agent.fence.flatMap { Numbering.address(of: $0.owner) } }

    private mutating func judgeAll(_ agent: Int, at moment: VirtualTime) {
        for address in 0..<agents[agent].seen.count where agents[agent].seen[address] != nil {
            judge(agent, address, at: moment)
        }
    }

    private mutating func judge(_ agent: Int, _ address: Int, at moment: VirtualTime) {
        // Between the word that takes the fence away and the next fence, which may come at once, nobody is judged.
        guard agents[agent].forgotFenceAt != moment else { return }
        let isProven =
            if let fence = agents[agent].fence {
                isFit(
                    agents[agent], address, primary: Numbering.address(of: fence.owner),
                    timeline: fence.timeline.number,
                    at: moment)
            } else { false }
        guard isProven != (agents[agent].fitSince[address] != nil) else { return }
        agents[agent].fitSince[address] = isProven ? moment : nil
    }

    private mutating func remember(_ number: Int, _ address: Int, at moment: VirtualTime) {
        let agent = agents[number]
        guard let claim = agent.seen[address]?.claim, claim.isInRecovery else {
            agents[number].followed[address] = nil
            return
        }
        let isOwnerThere = owner(agent).flatMap { agent.seen[$0]?.claim }.map { owner in
            owner.isOurs && !owner.isInRecovery && owner.timeline >= agent.fence?.timeline.number ?? 0
        }
        let known = agent.followed[address].flatMap { $0.run == claim.run ? $0 : nil }
        let proven = agent.fitSince[address].map { Followed(run: claim.run, since: known?.since ?? $0) }
        agents[number].followed[address] = proven ?? (isOwnerThere == true ? nil : known)
    }

    private func isFit(
        _ agent: Agent, _ address: Int, primary: Int?, timeline: UInt32, at moment: VirtualTime
    ) -> Bool {
        guard let claim = agent.seen[address]?.claim, claim.isOurs, claim.isInRecovery, claim.follows != nil,
            claim.timeline == timeline
        else { return false }
        let shown = shown(agent, primary, timeline, at: moment)
        if claim.lsn >= shown { return true }
        switch policy.maxReplicaLag {
        case .bytes(let most): return shown - claim.lsn <= most
        case .time(let longest): return claim.staleness.map { $0 <= VirtualTime(longest) } ?? false
        }
    }

    /// How far the primary has shown that it is; what the fence says where its latest probe brought nothing. What a stranger
    /// at its address says is a place in another log, and so is what it says itself where it is stale.
    private func shown(_ agent: Agent, _ primary: Int?, _ timeline: UInt32, at moment: VirtualTime) -> UInt64 {
        guard let primary, let seen = agent.seen[primary], moment - seen.moment < agent.freshness, seen.claim.isOurs,
            !seen.claim.isInRecovery, seen.claim.timeline >= timeline
        else { return agent.fence?.lsn.bytes ?? 0 }
        return seen.claim.lsn
    }

    private func isOneServer(_ agent: Agent, _ left: Int, _ right: Int) -> Bool {
        guard left != right else { return true }
        guard let left = agent.seen[left]?.claim.server, let right = agent.seen[right]?.claim.server else {
            return false
        }
        return left == right
    }

    // What is ordered

    /// Whether the agent takes a stranger's cluster for its own by this order: where nobody has said which is, the one that it
    /// sees alone may be, and its fence is told of only after the order. Whether it might choose so is judged by what comes of it.
    private func isPinned(_ agent: Agent, to cluster: UInt64, by primary: Int?) -> Bool {
        guard policy.systemIdentifier == nil, agent.fence == nil, let primary else { return false }
        return agent.seen[primary]?.claim.cluster == cluster
    }

    private mutating func order(
        _ number: Int, to address: Int?, primary: Int?, timeline: UInt32?, at moment: VirtualTime
    ) -> String? {
        let agent = agents[number]
        agents[number].ordered = address
        agents[number].orderedAt = moment
        agents[number].orderedPrimary = primary
        agents[number].orderedTimeline = timeline
        guard let address else { return nil }
        let sentence = "agent \(number) has reads sent to address \(address), "
        if let seen = agent.seen[address], moment - seen.moment < agent.freshness {
            if !seen.claim.isOurs, !isPinned(agent, to: seen.claim.cluster, by: primary) {
                return sentence + "seen as a stranger at \(seen.moment)"
            }
            let isRouteKept =
                agent.forgotFenceAt != nil && (primary, timeline) == (agent.orderedPrimary, agent.orderedTimeline)
            let known = isRouteKept ? nil : timeline ?? agent.fence?.timeline.number
            if !seen.claim.isInRecovery, let known, seen.claim.timeline < known {
                return sentence + "seen as stale at \(seen.moment)"
            }
        }
        // A route that stays as it was, be it from before an operator's word, is none on the history of its server. Where it leads
        // to another one than the fence's owner, reads go by that.
        let isKept = (primary, timeline) == (agent.orderedPrimary, agent.orderedTimeline)
        if isKept, primary != nil, let fence = agent.fence, let owner = owner(agent), owner != primary,
            isFit(agent, address, primary: owner, timeline: fence.timeline.number, at: moment)
        {
            return nil
        }
        let timeline = isKept && primary != nil && primary == owner(agent) ? agent.fence?.timeline.number : timeline
        // Beside writes that are led ahead, to a standby or to a primary that has not said what it is, nobody can be proven to
        // follow it yet.
        guard let timeline, let primary, agent.seen[primary]?.claim.isInRecovery == false else {
            let isKept = [agent.reads, agent.ordered, agent.orderedPrimary, owner(agent)].contains(address)
            let isStandby = agent.seen[address]?.claim.isInRecovery == true
            return isKept || isStandby ? nil : sentence + "which is neither the primary nor a standby that answers"
        }
        let isPrimary = isOneServer(agent, address, primary)
        guard address != agent.ordered || agent.orderedPrimary != primary else { return nil }
        guard isPrimary || isFit(agent, address, primary: primary, timeline: timeline, at: moment) else {
            return sentence + "which is neither the primary nor proven to follow it"
        }
        return isPrimary ? nil : damped(number, agent, to: address, primary: primary, timeline, at: moment)
    }

    /// Whether a move from one that was fit all the time to another one comes too early.
    private mutating func damped(
        _ number: Int, _ agent: Agent, to address: Int, primary: Int, _ timeline: UInt32, at moment: VirtualTime
    ) -> String? {
        guard let old = agent.ordered, old != address, agent.orderedPrimary == primary, agent.calmSince != nil else {
            return nil
        }
        // By the agent's clock a report is as old as its question.
        let age = agent.seen[old].map { moment - $0.moment + agent.probeTimeout + Self.drift } ?? .never
        let wasFit =
            age < agent.freshness && agent.fitSince[old].map { $0 <= agent.orderedAt } == true
            && isFit(agent, old, primary: primary, timeline: timeline, at: moment)
        guard wasFit || (old == primary && agent.strangerAt < agent.orderedAt) else { return nil }
        let sentence = "agent \(number) moves reads from address \(old), which serves them well, to \(address), "
        let since = agent.followed[address]?.since ?? agent.fitSince[address]
        guard let since, moment - since + Self.drift >= damping else {
            return sentence + "fit since \(since.map { "\($0)" } ?? "now")"
        }
        agents[number].moves = agent.moves.filter { moment - $0 < damping } + [moment]
        guard agents[number].moves.count > Self.mostMoves else { return nil }
        return sentence + "the third such move within \(damping) s"
    }

    // Where they go

    private mutating func look(_ number: Int, at moment: VirtualTime) -> String? {
        let agent = agents[number]
        guard let primary = calmPrimary(agent, at: moment) else {
            agents[number].calmSince = nil
            return lookWithoutPrimary(number, at: moment)
        }
        agents[number].strandedSince = nil
        if agent.calmSince == nil {
            agents[number].calmSince = moment
            agents[number].good = moment
            return nil
        }
        guard let complaint = complaint(agent, primary, at: moment) else {
            agents[number].good = moment
            return nil
        }
        guard moment - agent.good > Self.limit else { return nil }
        return "agent \(number)'s pooler sends reads \(complaint), since \(agent.good)"
    }

    private mutating func lookWithoutPrimary(_ number: Int, at moment: VirtualTime) -> String? {
        let agent = agents[number]
        func answers(_ address: Int) -> Bool {
            agent.seen[address].map { moment - $0.moment < agent.freshness } ?? false
        }
        guard agent.isAlive, agent.hasPooler, !agent.isPaused, !agent.isImpeded, !agent.isReady, agent.ordered != nil,
            let primary = owner(agent), !answers(primary), let reads = agent.reads, !answers(reads),
            // A primary that has no room for probes may go on serving the pooler.
            reads != primary || agent.writes == nil,
            let other = (0..<agent.followed.count).first(where: { agent.followed[$0] != nil && answers($0) })
        else {
            agents[number].strandedSince = nil
            return nil
        }
        let since = agent.strandedSince ?? moment
        agents[number].strandedSince = since
        guard moment - since > Self.limit else { return nil }
        return "agent \(number)'s pooler sends reads to address \(reads), which doesn't answer, and \(other) is fit, "
            + "since \(since)"
    }

    /// The address of the primary, while nothing is in the way.
    private func calmPrimary(_ agent: Agent, at moment: VirtualTime) -> Int? {
        guard agent.isAlive, agent.hasPooler, !agent.isPaused, !agent.isImpeded, let fence = agent.fence,
            let primary = owner(agent),
            let seen = agent.seen[primary], moment - seen.moment < agent.freshness, seen.claim.isOurs,
            !seen.claim.isInRecovery, seen.claim.server == agent.writes,
            seen.claim.timeline > fence.timeline.number || seen.claim.lsn >= fence.lsn.bytes,
            // While clients are refused nothing is set at all; a primary that only refuses writes still has its readers.
            agent.isReady || (seen.claim.isReadOnly && agent.ordered != nil)
        else { return nil }
        return primary
    }

    private func complaint(_ agent: Agent, _ primary: Int, at moment: VirtualTime) -> String? {
        guard let reads = agent.reads else { return "nowhere" }
        let isOnPrimary = isOneServer(agent, reads, primary)
        if !isOnPrimary, agent.fitSince[reads] == nil {
            return "to address \(reads), which is neither the primary nor proven to follow it"
        }
        let isNear = policy.region != nil && Numbering.region(of: reads) == policy.region
        guard isOnPrimary || !isNear else { return nil }
        let better = (0..<agent.fitSince.count).first { address in
            isSettled(agent, address, movedAt: isOnPrimary ? .zero : agent.orderedAt, at: moment)
                && (isOnPrimary || (policy.region != nil && Numbering.region(of: address) == policy.region))
        }
        return better.map { "to address \(reads), and \($0) is \(isOnPrimary ? "fit" : "nearer")" }
    }

    /// Whether it has been fit for long enough that the damping is over, whatever the clock; that of the last move, too.
    private func isSettled(
        _ agent: Agent, _ address: Int, movedAt: VirtualTime = .zero, at moment: VirtualTime
    ) -> Bool {
        agent.fitSince[address].map { moment - max($0, movedAt) > damping + Self.drift } ?? false
    }
}
