/// The one place where events come in and directives go out. It gives each event to the owner of that fact, lets every
/// stage look again, and turns what differs from before into directives; it decides nothing itself.
///
/// Same events at the same moments, same directives: it reads no clock and draws no lots.
package struct Conductor: Sendable {
    private let policy: Policy
    private var directory = MemberDirectory()
    private var sightings = Sightings()
    private var keeper: FenceKeeper
    private var reads = ReadRoute()
    private var reroute = Reroute()
    private var operatorHold = OperatorHold()
    private var isolation = Isolation()
    private var opinions = Opinions()
    private var share: PoolShare
    private var pooler = PoolerState.unknown
    private var isStopping = false
    private var outlooks = OutlookKeeper()
    private var counter = OperationCounter()
    private var told = Told()

    /// - Parameter fence: what the disk holds from an earlier run; nil at the very first start.
    package init(policy: Policy, fence: Fence? = nil) {
        self.policy = policy
        keeper = FenceKeeper(fence)
        share = PoolShare(policy)
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Directive] {
        let policy = policy  // Copied once, and not for each stage.
        take(event, policy, at: now)
        sightings.keep(only: directory.members)
        operatorHold.expire(at: now)
        keeper.reconsider(sightings)

        let view = ClusterView(
            of: directory.members, unnamed: directory.unnamed, seen: sightings, fence: keeper.fence,
            ahead: keeper.ahead?.timeline, policy: policy,
            at: now)
        isolation.follow(reroute.setting?.writes.member, in: view, at: now)
        var question = WriteQuestion(
            view: view, isPinned: keeper.fence != nil || policy.systemIdentifier != nil,
            routed: reroute.setting?.writes.member, found: reroute.member, heldSince: reroute.heldSince,
            isolatedSince: isolation.since, isolatedPrimary: policy.isolatedPrimary, moment: now,
            suspectAfter: policy.suspectAfter, holdTimeout: policy.holdTimeout)
        opinions.weigh(&question, policy: policy)
        let verdict = WriteRule.verdict(on: question)
        keeper.follow(verdict, view)
        let primary = verdict.target ?? reroute.setting?.writes.member
        reads.choose(
            among: directory.members, view: view, fence: keeper.fence, primary: primary, policy: policy, at: now)
        share.choose(
            available: primary.flatMap { view[$0]?.report?.connections }, policy: policy, at: now)

        var directives: [Directive] = []
        operate(for: verdict, view, policy, at: now, &directives)
        tell(verdict, view, policy, &directives)
        told.wake(at: nextDeadline(question, policy, at: now), after: now, &directives)
        return directives
    }

    private mutating func take(_ event: Event, _ policy: Policy, at now: Instant) {
        switch event {
        case .discovery(let result): directory.take(result)
        case .observed(let observation): sightings.take(observation, at: now)
        case .linkLost(let member, let failure): sightings.lose(member, failure, at: now)
        case .opinion(let opinion): opinions.take(opinion, at: now)
        case .fleet(let addresses, let own): share.take(fleet: addresses, own: own)
        case .pooler(let state):
            pooler = state
            reroute.take(state, at: now)
            share.take(state)
        case .finished(let id, let outcome):
            keeper.finish(id, outcome, at: now)
            reroute.finish(id, outcome, at: now)
        case .request(let request):
            operatorHold.take(request, heldSince: reroute.heldSince, policy: policy, at: now)
            keeper.take(request, sightings)
        case .wake: told.wakeHasCome()
        case .shutdown: isStopping = true
        }
        directory.dropUnnamed { sightings.isGone($0, for: policy.patience, at: now) }
    }

    private mutating func operate(
        for verdict: WriteVerdict, _ view: ClusterView, _ policy: Policy, at now: Instant,
        _ directives: inout [Directive]
    ) {
        let goal = RerouteGoal(
            verdict, fence: keeper.fence, reads: reads.member, share: share.connections,
            isHeld: operatorHold.until != nil,
            isWrong: verdict.rule == .splitBrain || view.isRuledOut(reroute.member))
        let step = reroute.advance(
            to: goal, reaching: verdict.target.flatMap { view[$0]?.report?.identity },
            abandoned: view.isAbandoned(reroute.member), policy: policy, at: now, counter: &counter)
        let save = keeper.advance(at: now, counter: &counter)
        if let step { directives.append(.perform(step.id, step.operation)) }
        if let save { directives.append(.perform(save.id, save.operation)) }
    }

    /// Tells the shell what differs from what it was told last.
    private mutating func tell(
        _ verdict: WriteVerdict, _ view: ClusterView, _ policy: Policy, _ directives: inout [Directive]
    ) {
        let outlook = outlooks.outlook(
            ReadinessRule.Question(
                isStopping: isStopping, isHeldByOperator: operatorHold.until != nil, pooler: pooler, verdict: verdict,
                isConfirmed: reroute.confirmed != nil, hold: reroute.hold, rerouteFailure: reroute.failure,
                routed: reroute.member, discoveryFailure: directory.failure, members: view.members),
            setting: reroute.setting, fleet: share.fleet, heldByOperatorUntil: operatorHold.until,
            notices: Notices.sentences(view))
        told.tell(
            Status(members: MemberStatuses(directory.members, view), fence: keeper.fence, outlook: outlook),
            ProbePlan(directory.ids, verdict: verdict, reroute: reroute, policy: policy),
            opinions.consultation(on: verdict, policy: policy), &directives)
    }

    /// Each owner names the moment at which it has something to do.
    private func nextDeadline(_ question: WriteQuestion, _ policy: Policy, at now: Instant) -> Instant? {
        var next = Earliest(after: now)
        next.consider(sightings.nextExpiry(freshness: policy.freshness))
        next.consider(question.nextDeadline)
        next.consider(opinions.nextDeadline(policy: policy, at: now))
        next.consider(reroute.nextDeadline(policy: policy))
        next.consider(reads.nextDeadline(policy: policy, at: now))
        next.consider(share.nextDeadline(policy: policy))
        next.consider(keeper.retryAt)
        next.consider(operatorHold.until)
        return next.moment
    }
}
