/// The facts that the rules for writes look at.
package struct WriteQuestion: Sendable {
    package var view: ClusterView
    /// Whether the cluster is known: by a fence, or by `system_identifier`.
    package var isPinned: Bool
    /// The member that writes go to now; nil before the first route.
    package var routed: MemberID?
    /// The member that the pooler sends writes to as an earlier agent left it; nil if there is none.
    package var found: MemberID?
    /// The standby that the pooler was or is being pre-routed to; nil if there is none.
    package var preRouted: MemberID?
    /// Whether clients are held from the fence's owner, and it is not sure that none was let through: by then no other server
    /// on its timeline may be led to.
    package var isProofDue = false
    /// The moment since which no confirmed route has taken writes; nil while one does.
    package var heldSince: Instant?
    /// What another instance tells of a promoted member, if this instance does not look for itself; nil if none does.
    package var hint: PeerHint?
    /// Whether the pooler holds clients, lets them wait at a server that accepts no login yet, or turns them away.
    package var isHolding = false
    /// Whether a client's round trip has failed at a routed member that accepts no login.
    package var isUnserved = false
    /// The moment since which the routed primary has lacked its majority; nil while it has one.
    package var isolatedSince: Instant?
    package var isolatedPrimary = IsolatedPrimary.warn
    /// The moment since which a lone higher timeline has stood beside the routed primary; nil while none does.
    package var contestedSince: Instant?
    /// The objections of second opinions to the member that writes would move to; empty if no source is asked.
    package var objections: [Objection] = []
    /// The state after a promotion that was taken back; nil if nothing looks like that.
    package var rolledBack: RolledBack?
    /// Whether writes may be pre-routed: not if other sources are to be asked first, since they know of a promotion
    /// only afterwards.
    package var mayPreRoute = true
    package var moment: Instant
    /// The silence after which a routed primary counts as down.
    package var suspectAfter: Duration
    package var holdTimeout: Duration

    /// The same question as if the hold were proven: what would be done then.
    var proven: WriteQuestion {
        var question = self
        question.isProofDue = false
        return question
    }

    package init(
        view: ClusterView, isPinned: Bool = true, routed: MemberID?, found: MemberID? = nil, heldSince: Instant?,
        isolatedSince: Instant? = nil, isolatedPrimary: IsolatedPrimary = .warn, moment: Instant,
        suspectAfter: Duration, holdTimeout: Duration
    ) {
        self.view = view
        self.isPinned = isPinned
        self.routed = routed
        self.found = found
        self.heldSince = heldSince
        self.isolatedSince = isolatedSince
        self.isolatedPrimary = isolatedPrimary
        self.moment = moment
        self.suspectAfter = suspectAfter
        self.holdTimeout = holdTimeout
    }

    var isHoldOver: Bool {
        heldSince.map { moment - $0 >= holdTimeout } ?? false
    }

    /// Whether the routed primary has been without its majority for as long as a silence would make it suspect.
    var isIsolated: Bool {
        isolatedSince.map { moment - $0 >= suspectAfter } ?? false
    }

    /// Whether a lone higher timeline has stood beside the routed primary for as long as a silence would make that
    /// primary suspect.
    var isLongContested: Bool {
        contestedSince.map { moment - $0 >= suspectAfter } ?? false
    }

    /// The members that writes could move to, now or soon.
    var rivals: [MemberView] {
        let toCome = rivalsToCome
        return toCome.isEmpty ? view.rivalsOnTop : view.rivalsOnTop + toCome
    }

    /// The members that are being promoted beside the one server that writes would move to; some may be primaries by
    /// now. The pooler was pre-routed to one of them by another instance's word if no probe has shown its promotion.
    var rivalsToCome: [MemberView] {
        guard let top = view.writableOnTop.first, isAnother(top, than: routed) || isAnother(top, than: preRouted) else {
            return []
        }
        return view.members.filter { view in
            view.standing == .standby && (view.report?.isPromoting == true || view.member == preRouted)
        }
    }

    private func isAnother(_ top: MemberView, than member: MemberID?) -> Bool {
        guard let member else { return false }
        return top.member != member && view[member]?.lastIdentity != top.identity
    }

    /// Whether writes have a route but nothing says that its server is still a primary.
    var isPrimaryAway: Bool {
        guard let routed = routed ?? found else { return false }
        switch view.standing(of: routed) {
        case .writable, .readOnly, .unknown(.blind): return false
        case .unknown where overdue != nil: return false
        case nil, .foreign, .stale, .standby, .unknown: return true
        }
    }

    /// The routed member while it may still be the primary: it answers with an error of ours, or has been silent for
    /// less than ``suspectAfter``.
    var suspect: MemberID? {
        guard let routed, let member = view[routed], case .unknown(let failure) = member.standing else { return nil }
        switch failure {
        case .blind: return routed
        case .down: return nil
        case .silent, .misbehaving, nil:
            let silence = member.unansweredSince.map { moment - $0 } ?? .zero
            return silence < suspectAfter ? routed : nil
        }
    }

    /// The routed primary if the only sign against it is that this agent has not heard of it while the agent itself did
    /// not run.
    var overdue: MemberView? {
        guard let routed, let member = view[routed], member.overdue == .writable, isOverdue(member) else { return nil }
        return member
    }

    /// Whether a standby has not been heard of while this agent did not run: it may follow a primary other than the
    /// lone one.
    var isStandbyOverdue: Bool {
        view.members.contains { $0.overdue == .standby && isOverdue($0) }
    }

    /// In a hold the silence of a member that was lost along with the primary is no reason to wait: only that of one which was
    /// not asked since this agent went on.
    private func isOverdue(_ member: MemberView) -> Bool { !isHolding || member.isUnheardSinceStop }

    /// Whether clients are held and no probe has shown what the routed member is: keeping the route would let them through.
    var isHeldBlind: Bool {
        guard isHolding, let routed, case .unknown(let failure) = view.standing(of: routed) else { return false }
        // Clients that are led to a server which is about to start wait there, and in no PAUSE.
        if case .blind = failure { return true }
        return routed != preRouted
    }

    /// Whether clients have waited for a login at the routed member, which accepts none, for as long as a hold may
    /// last.
    var isUnservedForLong: Bool { isUnserved && isHoldOver }

    /// When the answer changes without a further observation: the routed member's silence, the hold or the isolation
    /// has lasted long enough. Nil if nothing is due.
    package var nextDeadline: Instant? {
        var next = Earliest(after: moment)
        next.consider(routed.flatMap { view.unansweredSince($0) }.map { $0 + suspectAfter })
        next.consider(heldSince.map { $0 + holdTimeout })
        next.consider(isolatedSince.map { $0 + suspectAfter })
        return next.moment
    }
}
