/// The choice of the next operation, from the present state and the goal.
extension Reroute {
    func operation(
        to goal: RerouteGoal, reaching identity: ServerIdentity?, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch goal {
        case .hold:
            return state.hold == .none && member != nil ? .pause : nil
        case .drain:
            // A hold of before may be one of writes only.
            let isHeldInPart = if case .held = state { !isDrained } else { false }
            return (state.hold == .none || isHeldInPart) && member != nil ? .drain : nil
        case .keep(let reads, let share):
            if let reads, let move = moveOfReads(to: reads, share: share) { return move }
            guard state.hold == .none else { return .resume }
            // A route that stays although writes could move is confirmed like any other: otherwise an instance that has
            // just started would never be ready.
            guard setting != nil, state.isOpen, confirmed == nil else { return nil }
            return identity.map { .confirm($0) }
        case .refuse(let reads, let share):
            if isRefusalWanted { return .refuse }
            return reads.flatMap { moveOfReads(to: $0, share: share) }
        case .unroute(let reads):
            if case .nowhere = route, state.wait == nil {
                return state.refusal == .due ? .refuse : reads.flatMap { moveOfReads(to: $0, share: nil) }
            }
            if isStuck(policy: policy, at: moment) { return .turnAway }
            return member == nil
                ? .unroute(reads: reads)
                : move(.unroute(reads: reads), abandoned: abandoned, policy: policy, at: moment)
        case .route(let wanted):
            if isDone(wanted) {
                switch route.accuracy {
                case .asSet?, nil: return identity.flatMap { $0 == confirmed ? nil : .confirm($0) }
                case .inPart?: return .set(wanted)
                case .elsewhere?: return move(.set(wanted), abandoned: abandoned, policy: policy, at: moment)
                }
            }
            if let identity, differsInReadsOnly(from: wanted), confirmed == nil { return .confirm(identity) }
            return set(wanted, abandoned: abandoned, policy: policy, at: moment)
        case .preRoute(let wanted):
            if isDone(wanted) || differsInReadsOnly(from: wanted) { return nil }
            return set(wanted, abandoned: abandoned, policy: policy, at: moment)
        }
    }

    /// The next step to the proof of a hold; nil while a PAUSE is about to be answered.
    func proof(by pause: Operation, policy: Policy, at moment: Instant) -> Operation? {
        guard case .draining(let wait, _) = state else { return pause }
        return moment - wait.since >= policy.drainTimeout ? .sever : nil
    }

    /// The member to which `operation` lets clients through; nil if it lets none through.
    func destination(of operation: Operation) -> MemberID? {
        switch operation {
        case .set(let setting): setting.writes.member
        case .resume, .refuse: member
        case .pause, .drain, .sever, .unroute, .turnAway, .confirm, .save: nil
        }
    }

    /// Whether clients wait that are to fail soon: in a hold, in logins, or because the pooler no longer knows that
    /// they are to fail. Clients that were refused once may be held again by the PAUSE of a move that came to nothing.
    private var isRefusalWanted: Bool {
        switch state {
        case .served: false
        case .open(let stopped): stopped != nil
        case .unserved, .draining, .held: true
        case .turnedAway(_, let refusal): refusal == .due
        case .refused(let stopped, let refusal): stopped != nil && refusal == .due
        }
    }

    private func isDone(_ wanted: PoolerSetting) -> Bool {
        setting == wanted && state.isOpen
    }

    /// Whether only the route of reads is yet to be set. It waits for the canary, since a RELOAD during the first
    /// logins would make PgBouncer refuse queries.
    private func differsInReadsOnly(from wanted: PoolerSetting) -> Bool {
        setting?.writes == wanted.writes && state.isOpen && route.accuracy == .asSet && failure == nil
    }

    /// Whether clients have been held for longer than `hold_timeout` because a setting fails.
    private func isStuck(policy: Policy, at moment: Instant) -> Bool {
        guard let wait = state.wait, wait.isSettingFailing else { return false }
        return moment - wait.stopped >= policy.holdTimeout
    }

    /// The next step to `wanted`. Clients that wait for the same server, or for none, may go on at once; only a move to
    /// another server must be drained first.
    private func set(
        _ wanted: PoolerSetting, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        let isMove = route.isMove(to: wanted.writes)
        // If the pooler leads to the right server already, clients need not wait for the rest of the setting.
        if isStuck(policy: policy, at: moment) { return isMove || member == nil ? .turnAway : .resume }
        return isMove ? move(.set(wanted), abandoned: abandoned, policy: policy, at: moment) : .set(wanted)
    }

    /// The operation that sets the route of reads and the size of the pools beside a write route that stays (possibly
    /// to nowhere); nil if they are set already.
    private func moveOfReads(to reads: MemberID, share: Int?) -> Operation? {
        guard state.hold == .none else { return nil }
        switch route {
        case .found, .torn: return nil
        case .nowhere(let led): return led == reads ? nil : .unroute(reads: reads)
        case .preRouted(let setting, let accuracy), .to(let setting, let accuracy):
            let wanted = PoolerSetting(writes: setting.writes, reads: reads, share: share)
            return wanted == setting && accuracy == .asSet ? nil : .set(wanted)
        }
    }

    /// The next step to `last`, before which no transaction may be open on the present server.
    private func move(
        _ last: Operation, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch state {
        case .open, .served, .unserved, .refused: .pause
        case .held, .turnedAway: last
        case .draining(_, by: .inherited): .pause
        case .draining(let wait, by: .ours), .draining(let wait, by: .reissued):
            route.isPreRouted || abandoned || moment - wait.since >= policy.drainTimeout ? .sever : nil
        }
    }
}
