/// The one place where events come in and directives go out. It gives each event to the owner of that fact, lets every
/// stage look again, and turns what differs from before into directives; it decides nothing itself.
///
/// Same events at the same moments, same directives: it reads no clock and draws no lots.
package struct Conductor: Sendable {
    private let policy: Policy
    private var directory: MemberDirectory
    private var sightings: Sightings
    private var view = ClusterView(members: [])
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
    private var share: PoolShare
    private var pooler = PoolerState.unknown
    private var isStopping = false
    private var counter = OperationCounter()
    private var told = Told()

    /// - Parameters:
    ///   - fence: what the disk holds from an earlier run; nil at the very first start.
    ///   - led: where that has led the pooler; nil for nowhere.
    ///   - rests: the members that have refused an earlier run, and until when each is to be left alone.
    package init(
        policy: Policy, fence: Fence? = nil, led: WriteRoute? = nil, resting rests: [ProbePlan.Rest] = []
    ) {
        sightings = Sightings(resting: rests)
        self.policy = policy
        directory = MemberDirectory(policy.exclusion)
        keeper = FenceKeeper(fence, led: led)
        share = PoolShare(policy)
    }

    /// The whole of what this instance tells the world; nil before the first event.
    package var status: Status? { told.status }

    package mutating func handle(_ event: Event, at now: Instant) -> [Directive] {
        var directives: [Directive] = []
        take(event, at: now)
        sightings.keep(only: directory.members)
        operatorHold.expire(at: now)
        keeper.reconsider(sightings, members: directory.ids)
        view = ClusterView(
            of: directory.members, unnamed: directory.unnamed, seen: sightings, fence: keeper.fence,
            ahead: keeper.ahead?.timeline, policy: policy, at: now)

        let question = question(at: now)
        let verdict = WriteRule.verdict(on: question)
        contest.follow(verdict, at: now)
        keeper.follow(verdict, view, led: reroute.member)
        chooseReads(for: verdict, at: now)
        act(on: verdict, at: now, &directives)
        told.wake(at: nextDeadline(of: question, at: now), after: now, &directives)
        return directives
    }

    private mutating func take(_ event: Event, at now: Instant) {
        switch event {
        case .observed(let observation): sightings.take(observation, seed: policy.seed, at: now)
        case .linkLost(let member, let failure): sightings.lose(member, failure, at: now)
        case .answering(let member): sightings.answers(member)
        case .discovery(let result): directory.take(result)
        case .wake: told.wakeHasCome()
        case .reloaded: sightings.stopResting()
        case .opinion(let opinion): opinions.take(opinion, at: now)
        case .fenceTried(let member, let trial): trials.take(trial, at: member)
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
            if let doubt = watch.take(sight, of: id, reroute: reroute, at: now) { reroute.take(doubt) }
        case .request(let request):
            operatorHold.take(request, heldSince: reroute.heldSince, policy: policy, at: now)
            keeper.take(request, sightings)
        case .shutdown: isStopping = true
        }
        directory.dropUnnamed { sightings.isGone($0, for: policy.patience, at: now) }
    }

    /// What the rules for writes are asked.
    private mutating func question(at now: Instant) -> WriteQuestion {
        isolation.follow(reroute.setting?.writes.member, in: view, at: now)
        var question = WriteQuestion(
            view: view, isPinned: keeper.fence != nil || policy.systemIdentifier != nil,
            routed: reroute.setting?.writes.member, found: reroute.member, heldSince: reroute.heldSince,
            isolatedSince: isolation.since, isolatedPrimary: policy.isolatedPrimary, moment: now,
            suspectAfter: policy.suspectAfter, holdTimeout: policy.holdTimeout)
        question.ahead = keeper.ahead?.member
        question.isHolding = reroute.hasClientsWait
        question.contestedSince = contest.since
        question.rolledBack = view.rolledBack(below: keeper.fence)
        opinions.weigh(&question, sought: sought, policy: policy)
        return question
    }

    private mutating func chooseReads(for verdict: WriteVerdict, at now: Instant) {
        reads.choose(
            among: directory.members, seen: view.members, timeline: keeper.fence?.timeline,
            lsn: keeper.fence?.lsn, primary: primary(by: verdict), policy: policy, at: now)
    }

    /// Where writes go or are to go: not where a route still leads that could not be taken away since the fence has left it
    /// behind.
    private func primary(by verdict: WriteVerdict) -> MemberID? {
        verdict.target ?? reroute.setting?.writes.unless(leftBehindBy: keeper.fence)?.member
    }

    /// Starts what is to be done, and tells the shell what differs from what it was told last.
    private mutating func act(on verdict: WriteVerdict, at now: Instant, _ directives: inout [Directive]) {
        share.choose(
            available: primary(by: verdict).flatMap { view.report(of: $0)?.connections }, policy: policy, at: now)
        let evidence = PoolerWatch.Evidence(
            standing: view.standing(of: reroute.member),
            reportSent: reroute.member.flatMap { sightings[$0]?.reportSent })
        if let doubt = watch.follow(reroute, evidence, policy: policy, at: now) { reroute.take(doubt) }
        // One may be due at once after another: what hangs is cut while PAUSE waits for it.
        while let step = operate(for: verdict, at: now) {
            told.limitHold(until: reroute.limit(policy: policy), &directives)
            directives.append(.perform(step.id, step.operation))
            if let member = reroute.destination(of: step.operation) { keeper.bind(member) }
        }
        told.limitHold(until: reroute.limit(policy: policy), &directives)
        look(at: now, &directives)
        save(at: now, &directives)
        tell(verdict, at: now, &directives)
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
        let goal = RerouteGoal(
            verdict, fence: keeper.fence, reads: reads.member, standby: reads.standby, share: share.connections,
            isHeld: operatorHold.until != nil,
            isWrong: verdict.rule == .splitBrain || view.isRuledOut(reroute.member))
        return reroute.advance(
            to: goal, reaching: identity(of: verdict.target ?? (isKept(verdict) ? reroute.member : nil)),
            abandoned: view.isAbandoned(reroute.member), policy: policy, at: now, counter: &counter)
    }

    /// Whether `verdict` leaves writes with a routed primary that takes them.
    private func isKept(_ verdict: WriteVerdict) -> Bool {
        verdict.action == .keep && view.standing(of: reroute.member) == .writable
    }

    private func identity(of member: MemberID?) -> ServerIdentity? {
        member.flatMap { view.report(of: $0)?.identity }
    }

    private mutating func save(at now: Instant, _ directives: inout [Directive]) {
        if let save = keeper.advance(at: now, counter: &counter) {
            directives.append(.perform(save.id, save.operation))
        }
    }

    private mutating func tell(_ verdict: WriteVerdict, at now: Instant, _ directives: inout [Directive]) {
        let refused = view.refusedPrimaries(by: keeper.fence, ahead: keeper.ahead?.timeline, policy: policy)
        let isConfirmed = reroute.isConfirmed(at: identity(of: verdict.target))
        ownFault.follow(
            verdict, isConfirmed: isConfirmed, isRuledOut: view.isRuledOut(reroute.member),
            isHeldByOperator: operatorHold.until != nil, reroute: reroute, policy: policy, at: now)
        peers.follow(
            verdict, view, fence: keeper.fence,
            hasDNSFailed: policy.asksDNS ? directory.failure != nil : nil, policy: policy, at: now)
        var question = ReadinessRule.Question(
            isStopping: isStopping, isHeldByOperator: operatorHold.until != nil, pooler: pooler, verdict: verdict,
            isConfirmed: isConfirmed, hold: reroute.hold,
            rerouteFailure: trials.notice(of: reroute.member) ?? reroute.failure, routed: reroute.member,
            discoveryFailure: directory.failure, members: view.members)
        question.scope = policy.readiness
        question.proof = ownFault.proof
        question.isOwnFault = ownFault.hasLasted
        question.reach = peers.reach
        question.poolerFinding = watch.finding
        let checks = ReadinessRule.checks(question)
        let status = Status(
            members: zip(directory.members, view.members).map { MemberStatus($0, $1) }, fence: keeper.fence,
            checks: checks, readiness: Readiness(checks), verdict: verdict, setting: reroute.setting,
            hold: reroute.hold, isConfirmed: isConfirmed, fleet: share.fleet, pooler: pooler,
            poolerFinding: watch.finding, poolerNotice: watch.notice, discoveryFailure: directory.failure,
            rerouteFailure: question.rerouteFailure, heldByOperatorUntil: operatorHold.until, isStopping: isStopping,
            refused: refused, reach: peers.reach,
            notices: Notices.sentences(view, verdict.rolledBack == nil ? refused : [])
                + trials.notices(of: directory.ids) + sought.notices(policy) + [watch.notice].compactMap(\.self))
        told.tell(
            status,
            ProbePlan(
                view.members, seen: sightings, verdict: verdict, isUrgent: contest.isYoung(policy, at: now),
                isLooking: peers.isLooking(at: now), peers: peers, reroute: reroute, policy: policy),
            limitsLogins: reroute.isCanaryFailing || view.refusesLogins(reroute.member)
                || view.refusesLogins(reroute.setting?.reads),
            opinions.consultation(on: verdict, policy: policy), peers.question(policy: policy, at: now), &directives)
        told.tell(lostSince: peers.lostSince, silentSince: peers.silentSince, policy: policy, &directives)
        if let search = sought.search(for: directory.ids, policy: policy) { directives.append(.seek(search)) }
    }

    /// Each owner names the moment at which it has something to do.
    private func nextDeadline(of question: WriteQuestion, at now: Instant) -> Instant? {
        var next = Earliest(after: now)
        next.consider(sightings.nextExpiry(freshness: policy.freshness))
        next.consider(question.nextDeadline)
        next.consider(contest.nextDeadline(policy))
        next.consider(opinions.nextDeadline(policy: policy, at: now))
        next.consider(reads.nextDeadline(policy: policy, at: now))
        next.consider(keeper.retryAt)
        next.consider(reroute.nextDeadline(policy: policy))
        next.consider(share.nextDeadline(policy: policy))
        next.consider(operatorHold.until)
        next.consider(ownFault.nextDeadline(policy: policy))
        next.consider(watch.nextDeadline)
        next.consider(peers.nextDeadline(at: now))
        return next.moment
    }
}
