/// The ordered rules that say where writes go: the first one that matches wins. The raw value is the name that status,
/// logs and metrics show.
package enum WriteRule: String, Codable, CaseIterable, Sendable {
    /// Since the agent started, not every member has answered or run out of time; or no member is known yet.
    case survey
    /// The members belong to more than one cluster, and neither a fence nor `system_identifier` says which one is ours.
    case ambiguous = "ambiguous cluster"
    /// Two writable servers share the highest timeline, or are about to: neither is chosen, both are named.
    case splitBrain = "split brain"
    /// A lone higher timeline stands beside a routed primary that is writable and that standbys still follow; or that
    /// missed a probe long after the contest began; or whose standbys have not been heard of since this agent was
    /// stopped. Before the first route: beside any primary that standbys follow.
    case contested
    /// The routed primary is writable, but a majority of the members no longer streams from it as before: it may be cut
    /// off from a successor. `isolated_primary` says what to do then.
    case isolated
    /// Writes would move to a server that a second opinion refuses, or about which one has not been heard yet.
    case refused
    /// Exactly one writable server is at or above the fence, and no standby that answers follows another one.
    case route
    /// The routed primary lives but refuses writes: this is not a demotion.
    case readOnly = "read-only"
    /// The routed primary doesn't answer, and one standby is seen to be promoted, or was promoted by the word of a scout
    /// of the fleet: the pooler logs in there meanwhile, and its fence looks whether it is a primary.
    case promotion
    /// The routed primary may well live: it missed a probe, or only this agent can't see it.
    case suspect
    /// The routed primary was gone and accepts sessions again: the pooler logs in while a probe asks what the server
    /// is.
    case restart
    /// The fence's owner is a standby now, and the only primary is on an older timeline: most likely a promotion was
    /// taken back. Writes go there only if an operator adopts it.
    case rolledBack = "rolled back"
    /// The routed primary is gone and no server has taken its place yet.
    case hold
    /// The hold ran out, or there was never a primary to route to.
    case unavailable

    /// The verdict of the first rule that matches.
    package static func verdict(on question: WriteQuestion) -> WriteVerdict {
        allCases.firstMatch { $0.match(question) }!
    }

    func match(_ question: WriteQuestion) -> WriteVerdict? {
        switch self {
        case .survey:
            guard question.routed == nil else { return nil }
            let unseen = question.view.members.filter { $0.standing == .unknown(nil) }
            // Two members that are seen to be rivals need not wait for a third: the pooler may be set to one of them.
            let isSplit = question.isPinned && question.view.rivalsOnTop.count > 1
            guard !isSplit, question.view.members.isEmpty ? !question.isHoldOver : !unseen.isEmpty else { return nil }
            // A hold that an earlier agent left behind goes on until it is known whether it should, or runs out.
            // Clients are also held if that agent's pooler is set to a server that is foreign or stale.
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
            guard !question.objections.isEmpty, let candidate = Self.route.match(question.proven)?.target else {
                return nil
            }
            return WriteVerdict(
                rule: self, action: Self.actionWithoutCandidate(question), members: [candidate],
                objections: question.objections)
        case .route:
            let candidates = question.view.writableOnTop
            guard candidates.count == 1, question.view.primariesFollowed(besides: candidates[0]).isEmpty else {
                return nil
            }
            // Another address of the routed primary is no reason to move if that primary merely missed a probe, or
            // refused writes when it was asked last.
            if let routed = question.routed, routed != candidates[0].member,
                question.suspect != nil || question.view.standing(of: routed) == .readOnly,
                candidates[0].report?.identity == question.view[routed]?.lastIdentity
            {
                return nil
            }
            // An agent that was stopped hears its primary first: a server that answers sooner may be a copy beside it.
            if let overdue = question.overdue, candidates[0].member != overdue.member { return nil }
            if question.isProofDue, let routed = question.routed, question.view.hasRivalOfOwner {
                return WriteVerdict(rule: .hold, action: .hold, members: [routed])
            }
            return verdict(.route(candidates[0].member), [candidates[0].member])
        case .readOnly:
            // This includes the primary that an earlier agent's pooler is set to: a hold would not end by a move.
            guard let present = question.routed ?? question.found, question.view.refusesWrites(present) else {
                return nil
            }
            return verdict(.keep, [present])
        case .promotion:
            guard question.mayPreRoute, !question.isHoldOver, question.isPrimaryAway,
                let successor = question.view.successor ?? question.hint?.member
            else {
                return nil
            }
            return verdict(.preRoute(successor), [successor])
        case .suspect:
            // A hold goes on until it is known which server answers there, or until it runs out.
            guard let suspect = question.suspect, !question.isHeldBlind else { return nil }
            // Clients that wait for a login there wait no longer than in a hold.
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
