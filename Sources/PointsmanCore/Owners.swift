/// Every fact with its one owner. What an owner has to know of another's fact it is given. Whoever works with it borrows it;
/// only a recording takes a copy.
struct Owners: Codable, Sendable {
    /// The operator's policy, with the intervals that fit into the fleet's.
    private(set) var policy: Policy
    /// The operator's policy as it was told.
    private(set) var told: Policy
    private(set) var directory: MemberDirectory
    private(set) var sightings: Sightings
    private(set) var trials = FenceTrials()
    private(set) var obstacles = ObstacleWatch()
    private var losses = PooledLosses()
    /// The member to dial anew; told with the steps of the same event.
    private var redial: MemberID?
    /// What a scout of the fleet tells of a promoted member; of the same event.
    private var hint: PeerHint?
    private(set) var opinions = Opinions()
    private(set) var sought = SoughtSources()
    private(set) var peers = Peers()
    private(set) var operatorHold = OperatorHold()
    private(set) var operatorDrain = OperatorDrain()
    private(set) var fleet = Fleet()
    private(set) var isolation = Isolation()
    private(set) var contest = Contest()
    private(set) var keeper: FenceKeeper
    private(set) var reads = ReplicaSelector()
    private(set) var share: PoolShare
    private(set) var reroute = Reroute()
    private(set) var watch = PoolerWatch()
    private(set) var ownFault = OwnFault()
    private(set) var incidents = Incidents()
    private(set) var pooler = PoolerState.unknown
    /// Whether the agent was told to end.
    private(set) var isStopping = false
    private var counter = OperationCounter()

    init(policy: Policy, fence: Fence?, led: WriteRoute?, resting rests: [ProbePlan.Rest]) {
        self.policy = policy
        told = policy
        directory = MemberDirectory(policy.exclusion)
        sightings = Sightings(resting: rests)
        keeper = FenceKeeper(fence, led: led)
        share = PoolShare(policy)
    }

    /// Gives an event to the owners of the facts that it reports, and removes what is out of date.
    mutating func take(_ event: Event, at now: Instant) {
        sightings.work(policy, at: now)
        switch event {
        case .discovery(let result): directory.take(result)
        case .observed(let observation): sightings.take(observation, seed: policy.seed, at: now)
        case .linkLost(let member, let failure): sightings.lose(member, failure, at: now)
        case .serversLost(let lost): lose(lost, at: now)
        case .clientsFailed(let count): incidents.fail(count, at: now)
        case .passwordRequested(let member): sightings.answers(member)
        case .reloaded: sightings.stopResting()
        case .fenceTried(let member, let trial): trials.take(trial, at: member)
        case .commitsSeen(let member, let waits): obstacles.take(waits, at: member, moment: now)
        case .roomTried(let member, let trial): obstacles.take(trial, at: member, moment: now)
        case .opinion(let opinion): opinions.take(opinion, at: now)
        case .source(let source, let member, let presence): sought.take(presence, of: source, at: member)
        case .fleet(let addresses, let own):
            let places = FleetPlaces(addresses, own: own)
            share.take(places)
            peers.take(places, policy: told)
            setPace(at: now)
        case .peer(let word): peers.take(word)
        case .askedByPeer: peers.beAsked(at: now)
        case .pooler(let state):
            pooler = state
            keeper.take(state)
            reroute.take(state, at: now)
            share.take(state)
            ownFault.take(state)
            watch.take(state)
        case .finished(let id, let outcome):
            keeper.finish(id, outcome, at: now)
            keeper.take(outcome, ofDraining: reroute.member(drainedBy: id), at: now)
            if reroute.finish(id, outcome, at: now) { watch.takeAnswer() }
        case .inspected(let id, let sight):
            reroute.take(sight.canary)
            let doubt = watch.take(sight, of: id, reroute: reroute, at: now)
            // Clients that were let go meanwhile may have had writes acknowledged.
            if doubt == .hold { keeper.bind(reroute.member) }
            reroute.take(doubt)
        case .request(let request):
            operatorHold.take(request, heldSince: reroute.heldSince, policy: policy, at: now)
            keeper.take(request, sightings)
            operatorDrain.take(request)
            fleet.take(request)
        case .notice(let heard):
            fleet.take(heard, ways: [reroute.member, keeper.fence?.owner], at: now)
            // Before anything is decided by the same event: no client may be let through to the old primary.
            if let member = fleet.adoption { keeper.take(.adoptFence(member), sightings) }
        case .forgedNotices(let count): fleet.refuse(.forged, times: UInt64(count))
        case .policy(let policy): obey(policy, at: now)
        case .shutdown: isStopping = true
        case .wake: break
        }
        directory.dropUnnamed { sightings.isGone($0, for: policy.patience, at: now) }
        sightings.keep(only: directory.members)
        obstacles.keep(only: directory.ids)
        sought.keep(only: directory.ids)
        operatorHold.expire(at: now)
        keeper.reconsider(sightings, members: directory.ids)
    }

    /// Takes that the pooler has lost connections: where that is the end of the server that writes go to, its link counts as lost
    /// and it is dialled anew. If it answers, a hold ends after that dial. In a hold the agent's own cuts end connections.
    private mutating func lose(_ lost: [LostConnection], at now: Instant) {
        guard let setting = reroute.setting else { return }
        let routed = setting.writes.member
        let members = lost.map { connection in
            switch connection {
            case .at(let member): member
            case .ofWrites: routed
            case .ofReads: setting.reads
            }
        }
        guard losses.take(members, at: now).contains(routed), reroute.hold.since == nil else { return }
        sightings.lose(routed, .down(.endOfFile), at: now)
        redial = routed
    }

    /// Takes another policy.
    private mutating func obey(_ policy: Policy, at now: Instant) {
        told = policy
        setPace(at: now)
        directory.exclude(policy.exclusion)
        share.follow(policy)
        operatorHold.follow(policy, heldSince: reroute.heldSince, at: now)
        reroute.takeTerms(at: now)
    }

    /// Takes the intervals that fit into the fleet's.
    private mutating func setPace(at now: Instant) {
        let old = policy
        policy = peers.pace?.applied(to: told) ?? told
        sightings.follow(policy, after: old, at: now)
    }

    /// The question that the rules for writes answer.
    mutating func question(on view: ClusterView, at now: Instant) -> WriteQuestion {
        watch.follow(view.standing(of: reroute.member), at: now)
        reroute.take(isServed: !watch.isUnserved, at: now)
        isolation.follow(reroute.setting?.writes.member, in: view, at: now)
        var question = WriteQuestion(
            view: view, isPinned: keeper.fence != nil || policy.systemIdentifier != nil,
            routed: reroute.setting?.writes.member, found: reroute.member, heldSince: reroute.heldSince,
            isolatedSince: isolation.since, isolatedPrimary: policy.isolatedPrimary, moment: now,
            suspectAfter: policy.suspectAfter, holdTimeout: policy.holdTimeout)
        question.preRouted = keeper.preRouted?.member
        question.isProofDue = isProofDue(at: now)
        question.isHolding = reroute.hasClientsWait
        question.isUnserved = reroute.isUnserved
        question.contestedSince = contest.since
        question.rolledBack = view.rolledBack(below: keeper.fence)
        hint = peers.hint(fence: keeper.fence, policy: policy, at: now).flatMap { hint in
            hint.stands(beside: sightings[hint.member]) && directory.ids.contains(hint.member) ? hint : nil
        }
        question.hint = hint
        opinions.weigh(&question, sought: sought, policy: policy)
        return question
    }

    /// Lets each owner follow the verdict.
    /// - Returns: the operations that begin; each comes back as an event.
    mutating func follow(_ verdict: WriteVerdict, _ view: ClusterView, at now: Instant) -> [Directive] {
        let policy = policy
        contest.follow(verdict, at: now)
        keeper.follow(verdict, view, led: reroute.member, hint: hint)
        // Reads don't follow a route that the fence has left behind but that could not be removed yet.
        let primary = verdict.target ?? reroute.setting?.writes.unless(leftBehindBy: keeper.fence)?.member
        reads.choose(
            among: directory.members, seen: view.members, timeline: keeper.fence?.timeline, lsn: keeper.fence?.lsn,
            primary: primary, policy: policy, at: now)
        share.choose(
            available: primary.flatMap { view.report(of: $0)?.connections }, policy: policy, at: now)
        let evidence = PoolerWatch.Evidence(
            standing: view.standing(of: reroute.member),
            reportSent: reroute.member.flatMap { sightings[$0]?.reportSent })
        reroute.take(watch.follow(reroute, evidence, policy: policy, at: now))
        let notices = fleet.isIdle ? [] : fleet.follow(moveContext(verdict, view), at: now)
        let steps = operate(verdict, view, at: now)
        let look = watch.look(reroute, policy: policy, at: now, counter: &counter)
        let save = keeper.advance(at: now, counter: &counter)
        ownFault.follow(
            verdict, isConfirmed: isConfirmed(verdict, view), isRuledOut: view.isRuledOut(reroute.member),
            isHeldByOperator: isHeldByWord, reroute: reroute, policy: policy, at: now)
        incidents.follow(
            reroute, isConfirmed: isConfirmed(verdict, view), isHeldByOperator: isHeldByWord, at: now)
        peers.follow(
            verdict, view, fence: keeper.fence, hasDNSFailed: policy.asksDNS ? directory.failure != nil : nil,
            policy: policy, at: now)
        let others: [Directive?] = [
            look.map { .inspect($0) }, save.map { .perform($0.id, $0.operation) }, redial.map { .redial($0) },
        ]
        redial = nil
        return steps + notices + others.compactMap(\.self)
    }

    /// Begins the operations that are due on the pooler.
    private mutating func operate(_ verdict: WriteVerdict, _ view: ClusterView, at now: Instant) -> [Directive] {
        let goal = RerouteGoal(
            verdict, fence: keeper.fence, reads: reads.member, standby: reads.standby, share: share.connections,
            isHeld: isHeldByWord, drainsReads: fleet.isHolding && reroute.setting?.leadsReadsAlong == true,
            isWrong: verdict.rule == .splitBrain || view.isRuledOut(reroute.member),
            isBlind: reroute.member.flatMap { view[$0] }?.isBlind == true)
        let isKept = verdict.action == .keep && view.standing(of: reroute.member) == .writable
        let server = view.identity(of: verdict.target ?? (isKept ? reroute.member : nil))
        let mayMove = view.hasRivalOfOwner && verdict.objections.isEmpty
        let provesFirst = isProofDue(at: now) && (goal.leadsNowhere || mayMove)
        var steps: [Directive] = []
        // Another operation may be due right after the first: a hanging connection is cut while PAUSE waits for it.
        while let step = reroute.advance(
            to: goal, reaching: server, abandoned: view.isAbandoned(reroute.member), provesFirst: provesFirst,
            policy: policy, at: now, counter: &counter)
        {
            keeper.bind(reroute.destination(of: step.operation))
            steps.append(.perform(step.id, step.operation))
        }
        return steps
    }

    /// Whether clients are held from the fence's owner, and other servers on its timeline may only be led to once another PAUSE has
    /// shown that none was let through meanwhile.
    private func isProofDue(at now: Instant) -> Bool {
        reroute.canProveHold && reroute.member == keeper.fence?.owner && keeper.isProofDue(at: now)
    }
}
