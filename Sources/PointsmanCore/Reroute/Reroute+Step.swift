/// The step that is next, from what stands and the goal.
extension Reroute {
    func step(
        to goal: RerouteGoal, reaching identity: ServerIdentity?, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch goal {
        case .hold:
            return hold == .none && member != nil ? .pause : nil
        case .keep(let reads, let share):
            if let reads, let move = moveOfReads(to: reads, share: share) { return move }
            guard hold == .none else { return .resume }
            // A route that stays though writes could move is confirmed as any other: else an instance that has just started
            // would never be ready.
            guard setting != nil, confirmed == nil, !isRefusing else { return nil }
            return identity.map { .confirm($0) }
        case .refuse(let reads, let share):
            // Who was led ahead to a standby waits there, though nobody is paused. Refused once, they may be held again since:
            // by the pause of a move that has come to nothing; or wait again as the file says, since reads were moved, or since
            // the pooler has begun anew.
            if heldSince != nil, !isRefusing || isRefusalDue || hold.since != nil { return .refuse }
            return reads.flatMap { moveOfReads(to: $0, share: share) }
        case .unroute(let reads):
            if case .nowhere = lead, hold.since == nil {
                return isRefusalDue ? .refuse : reads.flatMap { moveOfReads(to: $0, share: nil) }
            }
            if isStuck(policy: policy, at: moment) { return .turnAway }
            return member == nil
                ? .unroute(reads: reads)
                : move(.unroute(reads: reads), abandoned: abandoned, policy: policy, at: moment)
        case .route(let wanted):
            if isDone(wanted) {
                if !lead.areReadsKnown {
                    return isAstray
                        ? move(.set(wanted), abandoned: abandoned, policy: policy, at: moment) : .set(wanted)
                }
                return identity.flatMap { $0 == confirmed ? nil : .confirm($0) }
            }
            if let identity, differsInReadsOnly(from: wanted), confirmed == nil { return .confirm(identity) }
            return set(wanted, abandoned: abandoned, policy: policy, at: moment)
        case .ahead(let wanted):
            if isDone(wanted) || differsInReadsOnly(from: wanted) { return nil }
            return set(wanted, abandoned: abandoned, policy: policy, at: moment)
        }
    }

    private func isDone(_ wanted: PoolerSetting) -> Bool {
        setting == wanted && hold == .none && !isRefusing
    }

    /// Whether only where reads go is yet to be set: that waits for the canary, since a RELOAD among the first logins would have
    /// queries refused.
    private func differsInReadsOnly(from wanted: PoolerSetting) -> Bool {
        setting?.writes == wanted.writes && hold == .none && !isRefusing && lead.areReadsKnown && failure == nil
    }

    /// Whether clients are held for a setting that can't be made, for longer than they may be.
    private func isStuck(policy: Policy, at moment: Instant) -> Bool {
        guard isSettingFailing, hold.since != nil, let heldSince else { return false }
        return moment - heldSince >= policy.holdTimeout
    }

    /// The next step to `wanted`. Who waits on the same server, or on nobody, may go on at once; only a move away must first
    /// be drained.
    private func set(
        _ wanted: PoolerSetting, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        let isMove =
            isAstray
            || (setting.map { $0.writes != wanted.writes } ?? (member.map { $0 != wanted.writes.member } ?? false))
        // Where it leads to the right server already, clients need not wait for the rest of the setting.
        if isStuck(policy: policy, at: moment) {
            return isMove || isMoveFailing || member == nil ? .turnAway : .resume
        }
        return isMove ? move(.set(wanted), abandoned: abandoned, policy: policy, at: moment) : .set(wanted)
    }

    /// Sets where reads go and how large the pools are, beside a route for writes that stays, be that to nowhere.
    private func moveOfReads(to reads: MemberID, share: Int?) -> Operation? {
        guard hold == .none else { return nil }
        switch lead {
        case .unknown: return nil
        case .nowhere(let led): return led == reads ? nil : .unroute(reads: reads)
        case .to(let setting, let areReadsKnown):
            let wanted = PoolerSetting(writes: setting.writes, reads: reads, share: share)
            return wanted == setting && areReadsKnown ? nil : .set(wanted)
        }
    }

    /// The next step to `last`, before which nothing may be open any more on the present server.
    private func move(
        _ last: Operation, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch hold {
        case .none: .pause
        case .held, .turnedAway: last
        case .draining(_, by: .found): .pause
        case .draining(let since, _): isAhead || abandoned || moment - since >= policy.drainTimeout ? .sever : nil
        }
    }
}
