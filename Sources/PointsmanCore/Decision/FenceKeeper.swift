/// Owns the fence and has it saved on disk: a new history at once, the owner's progress every 10 s.
package struct FenceKeeper: Codable, Sendable {
    /// A standby that the pooler was pre-routed to, with the timeline that its promotion leads to.
    package struct PreRoute: Codable, Sendable {
        package let member: MemberID
        package let timeline: Timeline
    }

    private struct Save: Codable, Sendable {
        let id: OperationID
        let fence: Fence?
    }

    package private(set) var fence: Fence?
    /// The standby that the pooler was pre-routed to, and the timeline that its promotion leads to. It may have taken
    /// writes since, so no server on a lower timeline gets any until it is known that it has not.
    package private(set) var preRouted: PreRoute?
    /// When the peer that has told of that promotion saw it: what a probe brought that was sent before says nothing of
    /// it. Nil if this instance has seen it by itself.
    private var hintSeen: Instant?
    private var saved: Fence?
    /// When the owner's progress is to be saved next; nil means at once.
    private var progressDue: Instant?
    private var saving: Save?
    /// When to try again after a save that failed.
    package private(set) var retryAt: Instant?

    /// How often clients were let through to the owner; nil if the fence was not raised in this run of the agent.
    private var releases: Int?
    /// When a PAUSE has shown last that nothing was let through to the owner.
    private var provenAt: Instant?

    private static let progressInterval = Duration.seconds(10)
    private static let retryInterval = Duration.seconds(1)

    /// - Parameters:
    ///   - fence: the fence that an earlier run saved on disk.
    ///   - led: the write route that the pooler was set to by then. It is above the fence if that run ended before a
    ///     promotion did, or before the result of one was saved.
    package init(_ fence: Fence?, led: WriteRoute? = nil) {
        var assumed = fence
        assumed?.isBinding = true
        self.fence = assumed
        saved = assumed
        if let fence, let led, led.systemIdentifier == fence.systemIdentifier, led.timeline > fence.timeline {
            preRouted = PreRoute(member: led.member, timeline: led.timeline)
        }
    }

    /// Raises the fence to the server that `verdict` sends writes to.
    /// - Parameter led: the member that the pooler is set to for writes, or is being set to.
    /// - Parameter hint: what another instance tells of a promoted member.
    package mutating func follow(
        _ verdict: WriteVerdict, _ view: ClusterView, led: MemberID? = nil, hint: PeerHint? = nil
    ) {
        if case .preRoute(let member) = verdict.action {
            preRouted = fence.map { PreRoute(member: member, timeline: $0.timeline.next) }
            hintSeen = hint.flatMap { $0.member == member ? $0.seen : nil }
        }
        let (owner, timeline) = (fence?.owner, fence?.timeline)
        raise(to: verdict.target, view)
        if owner != fence?.owner || timeline != fence?.timeline {
            let isLed = led == fence?.owner
            releases = isLed ? 1 : 0
            if !isLed { fence?.isBinding = false }
        }
        noteAddresses(view)
        if let fence, let preRouted, fence.timeline >= preRouted.timeline { self.preRouted = nil }
    }

    /// Notes that clients are let through to `member`: a write may be acknowledged there from now on.
    package mutating func bind(_ member: MemberID?) {
        guard let fence, fence.owner == member else { return }
        releases = releases.map { $0 + 1 }
        if !fence.isBinding { self.fence?.isBinding = true }
    }

    /// Notes where a pooler that was out of sight lets clients through: another process may have ended a hold.
    mutating func take(_ pooler: PoolerState) {
        if case .up(holdsWrites: false, let member?, _, _) = pooler { bind(member) }
    }

    /// Takes the outcome of a PAUSE that holds the clients of `member`. ``Outcome/doneUnused`` says that the pooler has
    /// let no statement through to it. That counts only for the first release: a second one was not watched from its
    /// beginning.
    mutating func take(_ outcome: Outcome, ofDraining member: MemberID?, at moment: Instant) {
        guard isWatchedSinceRelease, let fence, fence.owner == member else { return }
        let isUnused = outcome == .doneUnused
        guard isUnused || outcome == .done else { return }
        self.fence?.isBinding = !isUnused
        if isUnused { provenAt = moment }
    }

    /// Whether clients were let through to the owner once.
    private var isWatchedSinceRelease: Bool { releases == 1 }

    /// Whether nothing was let through to the owner by the last PAUSE, and another console may have ended that since: only
    /// the answer to another PAUSE tells.
    func isProofDue(at moment: Instant) -> Bool {
        fence?.isBinding == false && isWatchedSinceRelease && provenAt != moment
    }

    /// Takes what became of the standby that the pooler was pre-routed to. Once it is a primary it owns the fence,
    /// whichever other members are primaries by then. It is forgotten if the promotion came to nothing or to a lower
    /// timeline than expected, or if it is no member any more. A server of another cluster at its address tells nothing of it.
    package mutating func reconsider(_ sightings: Sightings, members: [MemberID]) {
        guard let preRouted else { return }
        guard members.isEmpty || members.contains(preRouted.member) else {
            self.preRouted = nil
            return
        }
        guard let sighting = sightings[preRouted.member], sighting.failure == nil, let report = sighting.report,
            report.identity.systemIdentifier == fence?.systemIdentifier, !report.isPromoting,
            hintSeen.map({ sighting.reportSent ?? $0 > $0 }) ?? true
        else { return }
        if !report.isInRecovery, let timeline = report.timeline, timeline >= preRouted.timeline {
            fence = fence?.raised(to: preRouted.member, by: report)
            releases = 1
        }
        self.preRouted = nil
    }

    /// Raises the fence to what `target` reports, the member that writes go to. Also raises the position to what the
    /// present owner reports if writes go elsewhere: an owner that refuses writes or has a rival must not come back
    /// with less.
    private mutating func raise(to target: MemberID?, _ view: ClusterView) {
        if let target, let report = view.report(of: target) {
            let raised = fence?.raised(to: target, by: report, ownerIdentity: view.ownerIdentity)
            fence = raised ?? Fence(owner: target, by: report)
        }
        guard let known = fence, known.owner != target, view.isPresentPrimary(known.owner),
            let report = view.report(of: known.owner), report.timeline == known.timeline, let lsn = report.lsn
        else { return }
        fence?.lsn = max(known.lsn, lsn)
    }

    /// Notes the other addresses at which the owner's server answers. An address that doesn't answer keeps what was
    /// known of it.
    private mutating func noteAddresses(_ view: ClusterView) {
        guard let fence, view.isPresentPrimary(fence.owner), let owner = view.report(of: fence.owner) else { return }
        let addresses = view.members.filter { other in
            guard other.member != fence.owner else { return false }
            guard let report = other.report else { return fence.isOwner(other.member) }
            return report.identity == owner.identity && report.isDirect(other.member)
        }
        self.fence?.ownerAddresses = addresses.map(\.member)
    }

    /// Takes an operator's request; nothing else lowers the fence. Adopting makes the primary that `sightings` show at
    /// a member the owner, whatever the fence says and whichever other primaries are on higher timelines. A reset
    /// forgets the fence.
    package mutating func take(_ request: OperatorRequest, _ sightings: Sightings) {
        switch request {
        case .hold, .release, .prepareMove, .adoptMove, .endMove, .drain, .undrain: break
        case .resetFence:
            fence = nil
            releases = nil
            preRouted = nil
        case .adoptFence(let member):
            guard let report = sightings[member]?.report, !report.isInRecovery,
                let adopted = Fence(owner: member, by: report)
            else { return }
            fence = adopted.adopted(over: sightings.reports, old: fence)
            releases = nil
            preRouted = nil
        }
    }

    /// The next fence to save; nil if none is due or a save is under way.
    package mutating func advance(
        at moment: Instant, counter: inout OperationCounter
    ) -> (id: OperationID, operation: Operation)? {
        guard saving == nil, retryAt.map({ $0 <= moment }) ?? true else { return nil }
        let isProgressDue = progressDue.map { moment >= $0 } ?? true
        guard isProgressDue || !Fence.areSameHistory(fence, saved), fence != saved else { return nil }
        progressDue = moment + Self.progressInterval
        let id = counter.next()
        saving = Save(id: id, fence: fence)
        return (id, .save(fence))
    }

    package mutating func finish(_ id: OperationID, _ outcome: Outcome, at moment: Instant) {
        guard let attempt = saving, attempt.id == id else { return }
        saving = nil
        retryAt = outcome == .done ? nil : moment + Self.retryInterval
        if outcome == .done { saved = attempt.fence }
    }
}
