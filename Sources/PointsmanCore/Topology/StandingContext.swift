/// The criteria for the standings, besides what is known of each member.
struct StandingContext: Sendable {
    private let fence: Fence?
    /// The sighting of the fence's owner.
    private let owner: Sighting?
    /// The run of the fence's owner that was seen last, possibly before a restart of the agent; nil if it is not known.
    let ownerIdentity: ServerIdentity?
    private let floor: Timeline?
    private let pinned: SystemIdentifier?
    private let freshness: Duration
    private let wentOnAt: Instant?
    /// The runs that were seen to refuse writes, at any address, and when their probes were sent.
    private let refusals: [(run: ServerIdentity, sent: Instant)]

    init(
        _ sightings: borrowing Sightings, fence: Fence?, preRouted: Timeline?, policy: borrowing Policy,
        at moment: Instant
    ) {
        self.fence = fence
        owner = fence.flatMap { sightings[$0.owner] }
        ownerIdentity = Self.ownerIdentity(fence, seen: owner)
        floor = StandingRule.floor(fence, preRouted: preRouted, policy)
        pinned = StandingRule.pinned(fence, policy)
        freshness = sightings.freshness(policy, at: moment)
        wentOnAt = sightings.wentOnAt
        refusals = sightings.refusals
    }

    /// The run of the fence's owner. The server that answers at the owner's address now may be of another cluster:
    /// then, and before any has answered, the fence says which run it was.
    private static func ownerIdentity(_ fence: Fence?, seen owner: Sighting?) -> ServerIdentity? {
        guard let seen = owner?.identity, seen.systemIdentifier == fence?.systemIdentifier else {
            return fence?.ownerIdentity
        }
        return seen
    }

    /// The view of a member at `moment`, by the results of its probes; nil means that it was never asked.
    func view(of member: MemberID, seen sighting: Sighting?, at moment: Instant) -> MemberView {
        guard let sighting else { return MemberView(member) }
        let silence = sighting.silence(at: moment, freshness: freshness, besides: owner)
        var view = MemberView(member, sighting, silence: silence)
        view.isUnheardSinceStop = sighting.isUnheard(since: wentOnAt)
        if sighting.isOverdue(at: moment, freshness: freshness), let report = sighting.report {
            view.overdue = standing(of: member, saying: report)
        }
        if let report = view.report {
            view.standing = standing(of: member, saying: report)
            if view.standing == .writable, refusesSince(sighting) { view.standing = .readOnly }
        }
        return view
    }

    private func standing(of member: MemberID, saying report: ServerReport) -> Standing {
        StandingRule.standing(
            of: member, saying: report, fence: fence, ownerIdentity: ownerIdentity, floor: floor, pinned: pinned)
    }

    /// Whether the same run has refused writes at another address since it was asked here: the later report counts.
    private func refusesSince(_ sighting: Sighting?) -> Bool {
        guard !refusals.isEmpty, let run = sighting?.identity, let sent = sighting?.reportSent else { return false }
        return refusals.contains { $0.run == run && $0.sent > sent }
    }
}
