/// Owns the fence and sees to it that the disk has it: a new history at once, the owner's progress now and then.
package struct FenceKeeper: Sendable {
    package private(set) var fence: Fence?
    /// The standby that the pooler was pre-routed to, and the timeline to come: it may have taken writes
    /// since, so until it is known that it has not, nobody on a lower one gets any.
    package private(set) var preRouted: (member: MemberID, timeline: Timeline)?
    private var saved: Fence?
    /// When the disk is to have the owner's progress; nil at once.
    private var progressDue: Instant?
    private var saving: (id: OperationID, fence: Fence?)?
    /// When to try again after a save that failed.
    package private(set) var retryAt: Instant?

    /// How often clients were let through to the owner; nil where it was not raised in this run of the agent.
    private var releases: Int?

    private static let progressInterval = Duration.seconds(10)
    private static let retryInterval = Duration.seconds(1)

    /// - Parameters:
    ///   - fence: what the disk holds from an earlier run.
    ///   - led: where that has led the pooler. It is above the fence where the run ended before a promotion, or before the
    ///     disk had what came of one.
    package init(_ fence: Fence?, led: WriteRoute? = nil) {
        self.fence = fence
        saved = fence
        if let fence, let led, led.systemIdentifier == fence.systemIdentifier, led.timeline > fence.timeline {
            preRouted = (led.member, led.timeline)
        }
    }

    /// Raises the fence to where `verdict` sends writes.
    /// - Parameter led: where the pooler leads writes, or is being led to.
    package mutating func follow(_ verdict: WriteVerdict, _ view: ClusterView, led: MemberID? = nil) {
        if case .preRoute(let member) = verdict.action { preRouted = fence.map { (member, $0.timeline.next) } }
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

    /// Takes that clients are let through to `member`: a write may be acknowledged there from now on.
    package mutating func bind(_ member: MemberID?) {
        guard let fence, fence.owner == member else { return }
        releases = releases.map { $0 + 1 }
        if !fence.isBinding { self.fence?.isBinding = true }
    }

    /// Takes where a pooler that was not in sight lets clients through: a hold may have been ended in this agent's place.
    mutating func take(_ pooler: PoolerState) {
        if case .up(holdsWrites: false, let member?, _, _) = pooler { bind(member) }
    }

    /// Takes what became of a PAUSE that holds the clients of `member` back: the pooler may have let no statement through to
    /// it since it was led there first. That counts once: what a second release let through was not watched from its beginning.
    mutating func take(_ outcome: Outcome, ofDraining member: MemberID?) {
        guard outcome == .doneUnused, releases == 1, let fence, fence.owner == member else { return }
        self.fence?.isBinding = false
    }

    /// Takes what became of the standby that the pooler was pre-routed to: it owns the fence once it is a primary, whoever else may be one
    /// by then; and it is forgotten where the promotion has come to nothing, or to less than was to be let in, and when it
    /// is no member any more.
    package mutating func reconsider(_ sightings: Sightings, members: [MemberID]) {
        guard let preRouted else { return }
        guard members.isEmpty || members.contains(preRouted.member) else {
            self.preRouted = nil
            return
        }
        guard let sighting = sightings[preRouted.member], sighting.failure == nil, let report = sighting.report,
            !report.isPromoting
        else { return }
        if !report.isInRecovery, let timeline = report.timeline, timeline >= preRouted.timeline {
            fence = fence?.raised(to: preRouted.member, by: report)
            releases = 1
        }
        self.preRouted = nil
    }

    /// Raises the fence to what `target` shows, which writes go to, and to how far its owner is wherever they go: one that
    /// refuses writes, or has a rival, is not to come back with less.
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

    /// Notes where else the owner's server answers; of an address that doesn't, what was known stands.
    private mutating func noteAddresses(_ view: ClusterView) {
        guard let fence, view.isPresentPrimary(fence.owner), let owner = view.report(of: fence.owner) else { return }
        let addresses = view.members.filter { other in
            guard other.member != fence.owner else { return false }
            guard let report = other.report else { return fence.isOwner(other.member) }
            return report.identity == owner.identity && report.isDirect(other.member)
        }
        self.fence?.ownerAddresses = addresses.map(\.member)
    }

    /// Takes an operator's word, the only thing that lowers the fence: that the primary which `sightings` show at a
    /// member owns it, whatever the fence says and whoever else is a primary on a higher timeline; or that nothing is known
    /// any more.
    package mutating func take(_ request: OperatorRequest, _ sightings: Sightings) {
        switch request {
        case .hold, .release, .prepareMove, .endMove, .drain, .undrain: break
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

    /// The next fence to save, if it is time.
    package mutating func advance(
        at moment: Instant, counter: inout OperationCounter
    ) -> (id: OperationID, operation: Operation)? {
        guard saving == nil, retryAt.map({ $0 <= moment }) ?? true else { return nil }
        let isProgressDue = progressDue.map { moment >= $0 } ?? true
        guard isProgressDue || !Fence.areSameHistory(fence, saved), fence != saved else { return nil }
        progressDue = moment + Self.progressInterval
        let id = counter.next()
        saving = (id, fence)
        return (id, .save(fence))
    }

    package mutating func finish(_ id: OperationID, _ outcome: Outcome, at moment: Instant) {
        guard let attempt = saving, attempt.id == id else { return }
        saving = nil
        retryAt = outcome == .done ? nil : moment + Self.retryInterval
        if outcome == .done { saved = attempt.fence }
    }
}
