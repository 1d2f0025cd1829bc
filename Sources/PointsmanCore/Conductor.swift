/// The one place where events come in and directives go out. It gives each event to the owner of that fact, lets every
/// stage look again, and turns what differs from before into directives; it decides nothing itself.
///
/// Same events at the same moments, same directives: it reads no clock and draws no lots.
package struct Conductor: ~Copyable, Sendable {
    private var policy: Policy
    private var directory: MemberDirectory
    private var sightings: Sightings
    private var views = ViewKeeper()
    private var keeper: FenceKeeper
    private var reads = ReadRoute()
    private var reroute = Reroute()
    private var operatorHold = OperatorHold()
    private var isolation = Isolation()
    private var contest = Contest()
    private var opinions = Opinions()
    private var peers = Peers()
    private var ownFault = OwnFault()
    private var watch = PoolerWatch()
    private var sought = SoughtSources()
    private var trials = FenceTrials()
    private var obstacles = ObstacleWatch()
    private var share: PoolShare
    private var pooler = PoolerState.unknown
    private var isStopping = false
    private var outlooks = OutlookKeeper()
    private var counter = OperationCounter()
    private var told = Told()
    private var considered: Considered?
    /// Whether everything is looked at with each event, as if nothing were known of the one before; for tests, since it
    /// comes to the same.
    private let isThorough: Bool

    /// - Parameters:
    ///   - fence: what the disk holds from an earlier run; nil at the very first start.
    ///   - led: where that has led the pooler; nil for nowhere.
    ///   - rests: the members that have refused an earlier run, and until when each is to be left alone.
    package init(
        policy: Policy, fence: Fence? = nil, led: WriteRoute? = nil, resting rests: [ProbePlan.Rest] = [],
        isThorough: Bool = false
    ) {
        sightings = Sightings(resting: rests)
        self.policy = policy
        self.isThorough = isThorough
        directory = MemberDirectory(policy.exclusion)
        keeper = FenceKeeper(fence, led: led)
        share = PoolShare(policy)
    }

    /// The whole of what this instance tells the world; nil before the first event.
    package var status: Status? {
        told.outlook.map {
            Status(members: MemberStatuses(directory.members, views.view), fence: keeper.fence, outlook: $0)
        }
    }

    /// The fence, as ``status`` has it.
    package var fence: Fence? { keeper.fence }

    // The next two mutate nothing, but who only reads a conductor that an object owns has all of it copied first.

    /// What of ``status`` is neither its members nor its fence; nil before the first event.
    package mutating func outlook() -> Outlook? { told.outlook?.value }

    /// Numbers that are other ones whenever ``outlook()`` is, and whenever ``fence`` is; 0 before the first.
    package mutating func turns() -> (outlook: Int, fence: Int) { (told.outlookTurn, keeper.turn) }

    package mutating func handle(_ event: Event, at now: Instant) -> [Directive] {
        var directives: [Directive] = []
        handle(event, at: now, &directives)
        return directives
    }

    /// The same, for who has room for the directives already.
    package mutating func handle(_ event: Event, at now: Instant, _ directives: inout [Directive]) {
        take(event, at: now)
        if isThorough { views.forget() }
        if !views.knows(directory, sightings) {
            sightings.keep(only: directory.members)
            obstacles.keep(only: directory.ids)
        }
        operatorHold.expire(at: now)
        keeper.reconsider(sightings, members: directory.ids)
        if views.fenceTurn != keeper.turn { views.take(keeper.fence, turn: keeper.turn) }
        views.look(directory, sightings, ahead: keeper.ahead?.timeline, policy: policy, at: now)

        if considered?.stands(views.turn, at: now) == true {
            goOn(at: now, &directives)
        } else {
            consider(at: now)
            chooseReads(at: now)
            act(at: now, &directives)
        }
        told.wake(at: nextDeadline(at: now), after: now, &directives)
    }

    private mutating func take(_ event: Event, at now: Instant) {
        switch event {
        case .observed(let observation):
            sightings.take(observation, seed: policy.seed, at: now)
            if case .failure(.misbehaving) = observation.result { considered = nil }
        case .linkLost(let member, let failure):
            sightings.lose(member, failure, at: now)
            // The plan of probes depends on it, whatever the rules for writes say.
            if failure.isMisbehaviour { considered = nil }
        case .answering(let member): sightings.answers(member)
        case .discovery(let result): directory.take(result)
        case .wake: told.wakeHasCome()
        case .reloaded: sightings.stopResting()
        case .policy(let policy): obey(policy, at: now)
        case .opinion, .source, .fleet, .peer, .askedByPeer, .fenceTried, .commitsSeen, .roomTried, .pooler, .finished,
            .inspected, .request, .shutdown:
            considered = nil
            takeNews(event, at: now)
        }
        directory.dropUnnamed { sightings.isGone($0, for: policy.patience, at: now) }
    }

    /// Takes what others than the members tell, after which everything is considered anew.
    private mutating func takeNews(_ event: Event, at now: Instant) {
        switch event {
        case .opinion(let opinion): opinions.take(opinion, at: now)
        case .fenceTried(let member, let trial): trials.take(trial, at: member)
        case .commitsSeen(let member, let waits): obstacles.take(waits, at: member, moment: now)
        case .roomTried(let member, let trial): obstacles.take(trial, at: member, moment: now)
        case .source(let source, let member, let presence): sought.take(presence, of: source, at: member)
        case .fleet(let addresses, let own):
            share.take(fleet: addresses, own: own)
            peers.take(fleet: addresses, own: own)
        case .peer(let word): peers.take(word)
        case .askedByPeer: peers.beAsked(at: now)
        case .pooler(let state):
            pooler = state
            reroute.take(state, at: now)
            share.take(state)
            ownFault.take(state)
            watch.take(state)
        case .finished(let id, let outcome):
            keeper.finish(id, outcome, at: now)
            if outcome == .doneUnused, reroute.isDraining(by: id) {
                keeper.unbind(reroute.comingMember ?? reroute.member)
            }
            reroute.finish(id, outcome, at: now)
        case .inspected(let id, let sight):
            if case .reached = sight.canary { reroute.findRoom() }
            if let doubt = watch.take(sight, of: id, reroute: reroute, at: now) { reroute.take(doubt) }
        case .request(let request):
            operatorHold.take(request, heldSince: reroute.heldSince, policy: policy, at: now)
            keeper.take(request, sightings)
        case .shutdown: isStopping = true
        case .observed, .linkLost, .answering, .discovery, .wake, .reloaded, .policy: break
        }
    }

    /// Goes by another policy: nothing that was seen or considered by the one before stands.
    private mutating func obey(_ policy: Policy, at now: Instant) {
        self.policy = policy
        directory.exclude(policy.exclusion)
        share.follow(policy)
        operatorHold.follow(policy, heldSince: reroute.heldSince, at: now)
        views.forget()
        considered = nil
    }

    /// Asks the rules for writes.
    private mutating func consider(at now: Instant) {
        let view = views.view
        watch.follow(view.standing(of: reroute.member), at: now)
        reroute.take(isServed: !watch.isUnserved, at: now)
        isolation.follow(reroute.setting?.writes.member, in: view, at: now)
        var question = WriteQuestion(
            view: view, isPinned: keeper.fence != nil || policy.systemIdentifier != nil,
            routed: reroute.setting?.writes.member, found: reroute.member, heldSince: reroute.heldSince,
            isolatedSince: isolation.since, isolatedPrimary: policy.isolatedPrimary, moment: now,
            suspectAfter: policy.suspectAfter, holdTimeout: policy.holdTimeout)
        question.ahead = keeper.ahead?.member
        question.isHolding = reroute.hasClientsWait
        question.isUnserved = reroute.isUnserved
        question.contestedSince = contest.since
        question.rolledBack = view.rolledBack(below: keeper.fence)
        opinions.weigh(&question, sought: sought, policy: policy)
        let verdict = WriteRule.verdict(on: question)
        contest.follow(verdict, at: now)
        question.contestedSince = contest.since
        keeper.follow(verdict, view, led: reroute.member)
        considered = Considered(
            verdict: verdict, turn: views.turn, questionDeadline: question.nextDeadline,
            opinionsDeadline: opinions.nextDeadline(policy: policy, at: now))
    }

    /// Follows what probes move all the time, where nothing else has changed.
    private mutating func goOn(at now: Instant, _ directives: inout [Directive]) {
        keeper.raise(to: considered?.verdict.target, views.view)
        let reader = reads.member
        chooseReads(at: now)
        guard reads.member == reader else { return act(at: now, &directives) }
        save(at: now, &directives)
        if told.fenceTurn != keeper.turn { told.take(keeper.fence, turn: keeper.turn) }
        told.tell(shown: views.shown, &directives)
    }

    private mutating func chooseReads(at now: Instant) {
        reads.choose(
            among: directory.members, seen: views.view.members, timeline: keeper.fence?.timeline,
            lsn: keeper.fence?.lsn, primary: primary, policy: policy, at: now)
    }

    /// Where writes go or are to go: not where a route still leads that could not be taken away since the fence has left it
    /// behind. Inlined, as ``nextDeadline(at:)`` is.
    @inline(__always)
    private var primary: MemberID? {
        considered?.verdict.target ?? reroute.setting?.writes.unless(leftBehindBy: keeper.fence)?.member
    }

    /// Starts what is to be done, and tells the shell what differs from what it was told last.
    private mutating func act(at now: Instant, _ directives: inout [Directive]) {
        guard let verdict = considered?.verdict else { return }
        share.choose(
            available: primary.flatMap { views.view.report(of: $0)?.connections }, policy: policy, at: now)
        var isStill = !watch.isSuspicious
        let evidence = PoolerWatch.Evidence(
            standing: views.view.standing(of: reroute.member),
            reportSent: reroute.member.flatMap { sightings[$0]?.reportSent })
        if let doubt = watch.follow(reroute, evidence, policy: policy, at: now) { reroute.take(doubt) }
        // One may be due at once after another: what hangs is cut while PAUSE waits for it.
        while let step = operate(for: verdict, at: now) {
            told.limitHold(until: reroute.limit(policy: policy), &directives)
            directives.append(.perform(step.id, step.operation))
            if let member = reroute.destination(of: step.operation) { keeper.bind(member) }
            isStill = false
        }
        told.limitHold(until: reroute.limit(policy: policy), &directives)
        look(at: now, &directives)
        save(at: now, &directives)
        tell(verdict, at: now, &directives)
        let deadline = nextActDeadline(at: now)
        let until = isStill && !isThorough ? standsUntil(at: now) : nil
        considered?.deadline = deadline
        considered?.until = until
    }

    /// Has the pooler looked at where that is due.
    private mutating func look(at now: Instant, _ directives: inout [Directive]) {
        if let look = watch.look(reroute, policy: policy, at: now, counter: &counter) {
            directives.append(.inspect(look))
        }
    }

    private mutating func operate(
        for verdict: WriteVerdict, at now: Instant
    ) -> (id: OperationID, operation: Operation)? {
        let view = views.view
        let goal = RerouteGoal(
            verdict, fence: keeper.fence, reads: reads.member, standby: reads.standby, share: share.connections,
            isHeld: operatorHold.until != nil,
            isWrong: verdict.rule == .splitBrain || view.isRuledOut(reroute.member),
            isBlind: reroute.member.flatMap { view[$0] }?.isBlind == true)
        return reroute.advance(
            to: goal, reaching: identity(of: verdict.target ?? (isKept(verdict) ? reroute.member : nil)),
            abandoned: view.isAbandoned(reroute.member), policy: policy, at: now, counter: &counter)
    }

    /// Whether `verdict` leaves writes with a routed primary that takes them.
    private func isKept(_ verdict: WriteVerdict) -> Bool {
        verdict.action == .keep && views.view.standing(of: reroute.member) == .writable
    }

    private func identity(of member: MemberID?) -> ServerIdentity? {
        member.flatMap { views.view.report(of: $0)?.identity }
    }

    private mutating func save(at now: Instant, _ directives: inout [Directive]) {
        if let save = keeper.advance(at: now, counter: &counter) {
            directives.append(.perform(save.id, save.operation))
        }
    }

    private mutating func tell(_ verdict: WriteVerdict, at now: Instant, _ directives: inout [Directive]) {
        let refused = views.view.refusedPrimaries(by: keeper.fence, ahead: keeper.ahead?.timeline, policy: policy)
        let isConfirmed = reroute.isConfirmed(at: identity(of: verdict.target))
        ownFault.follow(
            verdict, isConfirmed: isConfirmed, isRuledOut: views.view.isRuledOut(reroute.member),
            isHeldByOperator: operatorHold.until != nil, reroute: reroute, policy: policy, at: now)
        peers.follow(
            verdict, views.view, fence: keeper.fence,
            hasDNSFailed: policy.asksDNS ? directory.failure != nil : nil, policy: policy, at: now)
        var question = ReadinessRule.Question(
            isStopping: isStopping, isHeldByOperator: operatorHold.until != nil, pooler: pooler, verdict: verdict,
            isConfirmed: isConfirmed, hold: reroute.hold,
            rerouteFailure: trials.notice(of: reroute.member) ?? reroute.failure, routed: reroute.member,
            discoveryFailure: directory.failure, members: views.view.members)
        question.scope = policy.readiness
        question.proof = ownFault.proof
        question.isOwnFault = ownFault.hasLasted
        question.reach = peers.reach
        question.poolerFinding = watch.finding ?? (isConfirmed ? reroute.fullness.map { .full($0) } : nil)
        question.obstacles = obstacles.obstacles(
            at: reroute.member, views.view.standing(of: reroute.member), pooler: question.poolerFinding, policy: policy,
            at: now)
        let outlook = outlooks.outlook(
            question, setting: reroute.setting, fleet: share.fleet, heldByOperatorUntil: operatorHold.until,
            refused: refused,
            notices: Notices.sentences(views.view, verdict.rolledBack == nil ? refused : [])
                + trials.notices(of: directory.ids) + sought.notices(policy) + [watch.notice].compactMap(\.self),
            poolerNotice: watch.notice)
        if told.fenceTurn != keeper.turn { told.take(keeper.fence, turn: keeper.turn) }
        told.tell(
            outlook, shown: views.shown,
            ProbePlan(
                views.view.members, seen: sightings, verdict: verdict, isUrgent: contest.isYoung(policy, at: now),
                isLooking: peers.isLooking(at: now), peers: peers, reroute: reroute, policy: policy),
            limitsLogins: reroute.isCanaryFailing || views.view.refusesLogins(reroute.member)
                || views.view.refusesLogins(reroute.setting?.reads),
            opinions.consultation(on: verdict, policy: policy), peers.question(policy: policy, at: now), &directives)
        told.tell(lostSince: peers.lostSince, silentSince: peers.silentSince, policy: policy, &directives)
        if let search = sought.search(for: directory.ids, policy: policy) { directives.append(.seek(search)) }
    }

    /// Each owner names the moment at which it has something to do. Inlined, since all of the conductor is copied first
    /// for who calls what doesn't mutate it.
    @inline(__always)
    private func nextDeadline(at now: Instant) -> Instant? {
        var next = Earliest(after: now)
        next.consider(sightings.nextExpiry(freshness: policy.freshness))
        next.consider(considered?.deadline)
        next.consider(reads.nextDeadline(policy: policy, at: now))
        next.consider(keeper.retryAt)
        return next.moment
    }

    private func nextActDeadline(at now: Instant) -> Instant? {
        var next = Earliest(after: now)
        next.consider(considered?.questionDeadline)
        next.consider(considered?.opinionsDeadline)
        next.consider(reroute.nextDeadline(policy: policy))
        next.consider(share.nextDeadline(policy: policy))
        next.consider(operatorHold.until)
        next.consider(ownFault.nextDeadline(policy: policy))
        next.consider(watch.nextDeadline)
        next.consider(obstacles.nextDeadline(of: reroute.member, policy: policy, at: now))
        next.consider(peers.nextDeadline(at: now))
        return next.moment
    }

    /// Until when what was considered stands, if nothing changes that rules look at. While others are asked, it never does.
    private func standsUntil(at now: Instant) -> Instant? {
        guard opinions.isIdle else { return nil }
        var until = Earliest(after: now)
        let (retry, drained) = reroute.deadlines(policy: policy)
        until.consider(considered?.questionDeadline)
        until.consider(retry)
        until.consider(drained)
        until.consider(share.nextDeadline(policy: policy))
        until.consider(operatorHold.until)
        until.consider(ownFault.nextDeadline(policy: policy))
        until.consider(watch.nextDeadline)
        until.consider(obstacles.nextDeadline(of: reroute.member, policy: policy, at: now))
        until.consider(peers.nextDeadline(at: now))
        return until.moment ?? .distant
    }
}
