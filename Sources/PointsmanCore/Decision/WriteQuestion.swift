/// What the rules for writes look at.
package struct WriteQuestion: Sendable {
    package var view: ClusterView
    /// Whether the cluster is known: by a fence, or by the operator's word.
    package var isPinned: Bool
    /// Where writes go now; nil before the first route.
    package var routed: MemberID?
    /// Where the pooler was found to send writes, as an earlier agent has left it; nil where that is nowhere.
    package var found: MemberID?
    /// The standby that the pooler was pre-routed to, or is being pre-routed to; nil where there is none.
    package var preRouted: MemberID?
    /// Since when no confirmed route has taken writes; nil while one does.
    package var heldSince: Instant?
    /// Whether the pooler holds clients, has them wait at a server that lets nobody in yet, or turns them away.
    package var isHolding = false
    /// Whether a client's round trip has failed at a routed member that lets nobody in.
    package var isUnserved = false
    /// Since when the routed primary has been without its majority; nil while it has one.
    package var isolatedSince: Instant?
    package var isolatedPrimary = IsolatedPrimary.warn
    /// Since when a lone higher timeline has stood beside the routed primary; nil while none does.
    package var contestedSince: Instant?
    /// What second opinions say against whom writes would move to; empty where nobody is asked.
    package var objections: [Objection] = []
    /// What is left of a promotion that was taken back; nil where nothing looks like that.
    package var rolledBack: RolledBack?
    /// Whether writes may be pre-routed: not where other sources are to be asked first, which know of a promotion only afterwards.
    package var mayPreRoute = true
    package var moment: Instant
    /// A routed primary that was silent for this long counts as down.
    package var suspectAfter: Duration
    package var holdTimeout: Duration

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

    /// Whether a lone higher timeline has stood beside the routed primary for as long as a silence would make that suspect.
    var isLongContested: Bool {
        contestedSince.map { moment - $0 >= suspectAfter } ?? false
    }

    /// Those that writes could move to, now or soon.
    var rivals: [MemberView] {
        let toCome = rivalsToCome
        return toCome.isEmpty ? view.rivalsOnTop : view.rivalsOnTop + toCome
    }

    /// Those that are being promoted beside the one server that writes would move to; some of them may be primaries by now.
    var rivalsToCome: [MemberView] {
        guard let top = view.writableOnTop.first, isAnother(top, than: routed) || isAnother(top, than: preRouted) else {
            return []
        }
        return view.promoting
    }

    private func isAnother(_ top: MemberView, than member: MemberID?) -> Bool {
        guard let member else { return false }
        return top.member != member && view[member]?.lastIdentity != top.identity
    }

    /// Whether writes have a route, and nothing says that its server still is a primary.
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

    /// The routed primary where nothing says that it has gone but that this agent has not heard of it while it did not run.
    var overdue: MemberView? {
        guard !isHolding, let routed, let member = view[routed], member.overdue == .writable else { return nil }
        return member
    }

    /// Whether a standby has not been heard of while this agent did not run: it may follow a primary whom it lets be.
    var isStandbyOverdue: Bool {
        !isHolding && view.members.contains { $0.overdue == .standby }
    }

    /// Whether clients are held and all that is known of the routed member is that a server answers there: nobody has said
    /// that it is still the primary, and to keep the route would let them through.
    var isHeldBlind: Bool {
        guard isHolding, let routed, case .unknown(.blind) = view.standing(of: routed) else { return false }
        return true
    }

    /// Whether clients have waited in logins at the routed member, which lets nobody in, for as long as a hold may last.
    var isUnservedForLong: Bool { isUnserved && isHoldOver }

    /// When the answer changes though nothing is observed: the silence of the routed member or the hold has lasted long
    /// enough.
    package var nextDeadline: Instant? {
        var next = Earliest(after: moment)
        next.consider(routed.flatMap { view.unansweredSince($0) }.map { $0 + suspectAfter })
        next.consider(heldSince.map { $0 + holdTimeout })
        next.consider(isolatedSince.map { $0 + suspectAfter })
        return next.moment
    }
}
