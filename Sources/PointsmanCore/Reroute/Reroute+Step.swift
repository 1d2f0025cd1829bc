/// The operation that is next, from what stands and the goal.
extension Reroute {
    func operation(
        to goal: RerouteGoal, reaching identity: ServerIdentity?, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch goal {
        case .hold:
            return state.hold == .none && member != nil ? .pause : nil
        case .keep(let reads, let share):
            if let reads, let move = moveOfReads(to: reads, share: share) { return move }
            guard state.hold == .none else { return .resume }
            // A route that stays though writes could move is confirmed as any other: else an instance that has just started
            // would never be ready.
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

    /// Whether clients wait that are to fail soon: in a hold, in logins, or since the pooler no longer knows that they are to.
    /// Refused once, they may be held again since by the PAUSE of a move that has come to nothing.
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

    /// Whether only where reads go is yet to be set: that waits for the canary, since a RELOAD among the first logins would have
    /// queries refused.
    private func differsInReadsOnly(from wanted: PoolerSetting) -> Bool {
        setting?.writes == wanted.writes && state.isOpen && route.accuracy == .asSet && failure == nil
    }

    /// Whether clients are held for a setting that can't be made, for longer than they may be.
    private func isStuck(policy: Policy, at moment: Instant) -> Bool {
        guard let wait = state.wait, wait.isSettingFailing else { return false }
        return moment - wait.stopped >= policy.holdTimeout
    }

    /// The next step to `wanted`. Clients that wait on the same server, or on none, may go on at once; only a move away must
    /// first be drained.
    private func set(
        _ wanted: PoolerSetting, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        let isMove = route.isMove(to: wanted.writes)
        // Where it leads to the right server already, clients need not wait for the rest of the setting.
        if isStuck(policy: policy, at: moment) { return isMove || member == nil ? .turnAway : .resume }
        return isMove ? move(.set(wanted), abandoned: abandoned, policy: policy, at: moment) : .set(wanted)
    }

    /// Sets where reads go and how large the pools are, beside a route for writes that stays, be that to nowhere.
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

    /// The next step to `last`, before which nothing may be open any more on the present server.
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
