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
    private var counter = OperationCounter()
    private var told = Told()

    /// What the shell was told last, so that it is told only what changed.
    private struct Told: Sendable {
        var plan: ProbePlan?
        var consultation: Consultation?
        var status: Status?
        var decision: Decision?
        var wake: Instant?
    }

    /// - Parameter fence: what the disk holds from an earlier run; nil at the very first start.
    package init(policy: Policy, fence: Fence? = nil) {
        self.policy = policy
        keeper = FenceKeeper(fence)
        share = PoolShare(policy)
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Directive] {
        take(event, at: now)
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

        var directives = operations(for: verdict, view, at: now)
        directives += differences(verdict, view)
        directives += wake(question, at: now)
        return directives
    }

    private mutating func take(_ event: Event, at now: Instant) {
        switch event {
        case .discovery(let result): directory.take(result)
        case .observed(let observation): sightings.take(observation, at: now)
        case .linkLost(let member, let failure): sightings.lose(member, failure, at: now)
        case .opinion(let opinion): opinions.take(opinion, at: now)
        case .fleet(let count): share.take(fleet: count)
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
        case .wake: told.wake = nil
        case .shutdown: isStopping = true
        }
        directory.dropUnnamed { sightings.isGone($0, for: policy.patience, at: now) }
    }

    private mutating func operations(for verdict: WriteVerdict, _ view: ClusterView, at now: Instant) -> [Directive] {
        let goal = RerouteGoal(
            verdict, fence: keeper.fence, reads: reads.member, share: share.connections,
            isHeld: operatorHold.until != nil,
            isWrong: verdict.rule == .splitBrain || view.standing(of: reroute.member) == .stale)
        let step = reroute.advance(
            to: goal, reaching: verdict.target.flatMap { view[$0]?.report?.identity },
            abandoned: view.isAbandoned(reroute.member), policy: policy, at: now, counter: &counter)
        let save = keeper.advance(at: now, counter: &counter)
        var directives: [Directive] = []
        if let step { directives.append(.perform(step.id, step.operation)) }
        if let save { directives.append(.perform(save.id, save.operation)) }
        return directives
    }

    private mutating func differences(_ verdict: WriteVerdict, _ view: ClusterView) -> [Directive] {
        var directives: [Directive] = []
        let status = status(verdict, view)
        let decision = Decision(verdict: verdict, readiness: status.readiness)
        if decision != told.decision {
            told.decision = decision
            directives.append(.record(decision))
        }
        if status != told.status {
            told.status = status
            directives.append(.publish(status))
        }
        let plan = ProbePlan(directory.ids, verdict: verdict, reroute: reroute, policy: policy)
        if plan != told.plan {
            told.plan = plan
            directives.append(.probe(plan))
        }
        let consultation = opinions.consultation(on: verdict, policy: policy)
        if consultation != told.consultation {
            told.consultation = consultation
            directives.append(.consult(consultation))
        }
        return directives
    }

    private func status(_ verdict: WriteVerdict, _ view: ClusterView) -> Status {
        let question = ReadinessRule.Question(
            isStopping: isStopping, isHeldByOperator: operatorHold.until != nil, pooler: pooler, verdict: verdict,
            reroute: reroute, discoveryFailure: directory.failure, members: view.members)
        return Status(
            checks: ReadinessRule.checks(question), verdict: verdict,
            members: zip(directory.members, view.members).map(MemberStatus.init),
            setting: reroute.setting, hold: reroute.hold, isConfirmed: reroute.confirmed != nil, fence: keeper.fence,
            fleet: share.fleet, pooler: pooler, discoveryFailure: directory.failure, rerouteFailure: reroute.failure,
            heldByOperatorUntil: operatorHold.until, isStopping: isStopping, notices: Notices.sentences(view))
    }

    /// Each owner names the moment at which it has something to do; one wake is asked for, and only when it is due
    /// earlier than the one that was, or that one has come.
    private mutating func wake(_ question: WriteQuestion, at now: Instant) -> [Directive] {
        var next: Instant?
        func consider(_ deadline: Instant?) {
            if let deadline, deadline > now { next = min(next ?? deadline, deadline) }
        }
        consider(sightings.nextExpiry(freshness: policy.freshness))
        consider(question.nextDeadline)
        consider(opinions.nextDeadline(policy: policy, at: now))
        consider(reroute.nextDeadline(policy: policy))
        consider(reads.nextDeadline(policy: policy, at: now))
        consider(share.nextDeadline(policy: policy))
        consider(keeper.retryAt)
        consider(operatorHold.until)
        guard let next else { return [] }
        if let asked = told.wake, asked <= next, asked > now { return [] }
        told.wake = next
        return [.wake(at: next)]
    }
}
