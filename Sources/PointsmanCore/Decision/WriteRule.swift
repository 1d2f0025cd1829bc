/// The rules that say where writes go: ordered, and the first that matches wins. The raw value is the name that status,
/// logs and metrics show.
package enum WriteRule: String, CaseIterable, Sendable {
    /// Not every member has answered, or run out of time, since the agent started; or none is known yet.
    case survey
    /// The members belong to more than one cluster and nobody has said which is ours.
    case ambiguous = "ambiguous cluster"
    /// Two writable servers share the highest timeline, or are about to: nobody is chosen, both are named.
    case splitBrain = "split brain"
    /// A lone higher timeline beside a routed primary that is writable and that standbys still follow, or that has missed a
    /// probe long after, or whose standbys are yet to be heard since this agent was stopped; or, before the first route,
    /// beside any primary that they follow.
    case contested
    /// The routed primary is writable, and a majority of the members that streamed from it no longer does: it may be cut
    /// off from a successor. `isolated_primary` says what then.
    case isolated
    /// Writes would move to a server that a second opinion refuses, or that one has not been heard of yet.
    case refused
    /// Exactly one writable server at or above the fence, and no standby that answers follows another one.
    case route
    /// The routed primary lives and refuses writes: not a demotion.
    case readOnly = "read-only"
    /// The routed primary doesn't answer, and one standby is seen to be promoted: the pooler logs in there meanwhile.
    case promotion
    /// The routed primary may well live: it missed a probe, or only we are blind.
    case suspect
    /// The routed primary was gone and takes sessions again: the pooler logs in while it is asked what it is.
    case restart
    /// The fence's owner is a standby now, and the one primary is on an older timeline: a promotion that was taken back, most
    /// likely. Nobody is let write there but by an operator's word.
    case rolledBack = "rolled back"
    /// The routed primary is gone and nobody has taken its place yet.
    case hold
    /// The hold ran out, or there was never a primary to route to.
    case unavailable

    /// The answer of the first rule that matches.
    package static func verdict(on question: WriteQuestion) -> WriteVerdict {
        allCases.firstMatch { $0.match(question) }!
    }

    func match(_ question: WriteQuestion) -> WriteVerdict? {
        switch self {
        case .survey:
            guard question.routed == nil else { return nil }
            let unseen = question.view.members.filter { $0.standing == .unknown(nil) }
            // Two that are seen to be rivals needn't wait for a third: the pooler may lead to one of them.
            let isSplit = question.isPinned && question.view.rivalsOnTop.count > 1
            guard !isSplit, question.view.members.isEmpty ? !question.isHoldOver : !unseen.isEmpty else { return nil }
            // A hold that an earlier agent left behind goes on until it is known whether it should, or runs out; and nobody
            // is let write meanwhile where that agent's pooler leads to one that is not ours, or no longer.
            if question.isHoldOver { return verdict(.refuse, unseen.map(\.member)) }
            let isHeld = question.heldSince != nil || question.view.isRuledOut(question.found)
            return verdict(isHeld ? .hold : .keep, unseen.map(\.member))
        case .ambiguous:
            guard !question.isPinned, question.view.systemIdentifiers.count > 1 else { return nil }
            return verdict(.refuse, question.view.members.filter(\.hasShownCluster).map(\.member))
        case .splitBrain:
            let rivals = question.rivals
            guard rivals.count > 1 else { return nil }
            return verdict(question.isHoldOver ? .refuse : .hold, rivals.map(\.member))
        case .contested:
            let rivals = question.view.writableOnTop
            guard rivals.count == 1 else { return nil }
            if question.isLongContested, let suspect = question.suspect, rivals[0].member != suspect {
                let held: WriteVerdict.Action = question.isHoldOver ? .refuse : .hold
                return verdict(question.isHeldBlind ? held : .keep, [suspect, rivals[0].member])
            }
            let followed = question.view.primariesFollowed(besides: rivals[0])
            guard !followed.isEmpty || question.isStandbyOverdue else { return nil }
            guard let routed = question.routed else {
                return followed.isEmpty ? nil : verdict(.refuse, followed + [rivals[0].member])
            }
            guard rivals[0].member != routed, question.view.standing(of: routed) == .writable else { return nil }
            return verdict(.keep, [routed, rivals[0].member])
        case .isolated:
            guard question.isIsolated, let routed = question.routed,
                question.view.writableOnTop.map(\.member) == [routed],
                question.view.primariesFollowed(besides: question.view[routed]!).isEmpty
            else { return nil }
            switch question.isolatedPrimary {
            case .warn: return verdict(.route(routed), [routed])
            case .hold: return verdict(question.isHoldOver ? .refuse : .hold, [routed])
            }
        case .refused:
            guard !question.objections.isEmpty, let candidate = Self.route.match(question)?.target else { return nil }
            return WriteVerdict(
                rule: self, action: Self.actionWithoutCandidate(question), members: [candidate],
                objections: question.objections)
        case .route:
            let candidates = question.view.writableOnTop
            guard candidates.count == 1, question.view.primariesFollowed(besides: candidates[0]).isEmpty else {
                return nil
            }
            // Another address of a routed primary that merely missed a probe, or that refused writes when it was asked
            // last, is no reason to move.
            if let routed = question.routed, routed != candidates[0].member,
                question.suspect != nil || question.view.standing(of: routed) == .readOnly,
                candidates[0].report?.identity == question.view[routed]?.lastIdentity
            {
                return nil
            }
            // An agent that was stopped hears its primary first: who answers sooner may be a copy beside it.
            if let overdue = question.overdue, candidates[0].member != overdue.member { return nil }
            return verdict(.route(candidates[0].member), [candidates[0].member])
        case .readOnly:
            // Also the one that an earlier agent's pooler leads to: a hold would end by no move.
            guard let present = question.routed ?? question.found, question.view.refusesWrites(present) else {
                return nil
            }
            return verdict(.keep, [present])
        case .promotion:
            guard question.mayPreRoute, !question.isHoldOver, question.isPrimaryAway,
                let successor = question.view.successor
            else {
                return nil
            }
            return verdict(.preRoute(successor), [successor])
        case .suspect:
            // A hold goes on until it is known what answers there, or runs out.
            guard let suspect = question.suspect, !question.isHeldBlind else { return nil }
            // Who waits in logins there is let wait no longer than in a hold.
            guard !question.isUnservedForLong else { return nil }
            return verdict(.keep, [suspect])
        case .restart:
            guard !question.isHoldOver, let routed = question.routed, question.view.isReturning(routed) else {
                return nil
            }
            return verdict(.waitForRestart(routed), [routed])
        case .rolledBack:
            guard let rolledBack = question.rolledBack else { return nil }
            let isHeld = !question.isHoldOver && (question.routed ?? question.found) != nil
            return WriteVerdict(
                rule: self, action: isHeld ? .hold : .refuse, members: [rolledBack.owner, rolledBack.primary],
                objections: question.objections, rolledBack: rolledBack)
        case .hold:
            guard let routed = question.routed ?? question.found, !question.isHoldOver else { return nil }
            return verdict(.hold, [routed])
        case .unavailable:
            return verdict(.refuse, question.routed.map { [$0] } ?? [])
        }
    }

    private func verdict(_ action: WriteVerdict.Action, _ members: [MemberID]) -> WriteVerdict {
        WriteVerdict(rule: self, action: action, members: members)
    }
}
