/// A primary that answers but gets no writes, because the fence refuses it. Only an operator can change that.
package struct RefusedPrimary: Codable, Equatable, Sendable {
    /// The reason for the refusal.
    package enum Reason: Codable, Equatable, Sendable {
        /// It belongs to another cluster than ours.
        case foreign(SystemIdentifier, ours: SystemIdentifier)
        /// Its timeline is below the lowest that is accepted at a first start.
        case belowFloor(Timeline, Timeline)
        /// Its timeline is below the fence's.
        case below(Timeline, Fence)
        /// Another server took writes on its timeline.
        case otherOwner(Fence)
        /// It owns the fence, but its position is below one that it has reported before.
        case less(LSN, Fence)
        /// An operator passed over this run of its server.
        case passedOver(Fence)
    }

    package let member: MemberID
    package let reason: Reason

    /// The primary and the reason, the command that accepts it, and what that command costs.
    package var sentence: String {
        switch reason {
        case .foreign(let cluster, let ours):
            "\(member) is a primary of another cluster (system identifier \(cluster), ours is \(ours)): after a major upgrade or "
                + "a move into a new cluster \(word); what only the old cluster had acknowledged is lost"
        case .belowFloor(let timeline, let floor):
            "\(member) takes writes on timeline \(timeline), below \(floor), the lowest that is accepted: if it is the primary "
                + "all the same, \(word); what was acknowledged on higher timelines is lost"
        case .below(let timeline, let fence):
            "\(member) takes writes on timeline \(timeline), and \(fence.owner) took them on \(fence.timeline): if that history "
                + "is given up (a restored backup, a promotion that was taken back), \(word); what was acknowledged on "
                + "timeline \(fence.timeline) and is not on \(member) is lost"
        case .otherOwner(let fence):
            "\(member) takes writes on timeline \(fence.timeline), on which \(fence.owner) took writes: if \(fence.owner) is "
                + "gone for good, or is this server at another address, \(word); what \(fence.owner) acknowledged (up to "
                + "\(fence.lsn)) and \(member) does not have is lost"
        case .less(let lsn, let fence):
            "\(member) shows \(lsn) and has shown \(fence.lsn) before on timeline \(fence.timeline): its files were put back. If "
                + "they are to count, \(word); what it acknowledged in between is lost"
        case .passedOver(let fence):
            "\(member) was passed over when an operator adopted \(fence.owner): if it is to count after all, \(word)"
        }
    }

    private var word: String { "say `pointsman fence adopt \(member)` on each instance" }
}

extension ClusterView {
    /// The primaries that answer and are refused for good, each server once; empty while an accepted primary is
    /// present.
    /// - Parameter preRouted: the timeline that the pooler was pre-routed to; nil if it was not.
    func refusedPrimaries(by fence: Fence?, preRouted: Timeline? = nil, policy: Policy) -> [RefusedPrimary] {
        guard !members.contains(where: { isPresentPrimary($0.member) }) else { return [] }
        var seen: [ServerIdentity] = []
        return members.compactMap { view -> RefusedPrimary? in
            guard let report = view.report, !report.isInRecovery, !seen.contains(report.identity),
                let reason = refusal(of: view, report, fence, preRouted, policy)
            else { return nil }
            seen.append(report.identity)
            return RefusedPrimary(member: view.member, reason: reason)
        }
    }

    private func refusal(
        of view: MemberView, _ report: ServerReport, _ fence: Fence?, _ preRouted: Timeline?, _ policy: Policy
    ) -> RefusedPrimary.Reason? {
        let cluster = report.identity.systemIdentifier
        switch view.standing {
        case .foreign: return StandingRule.pinned(fence, policy).map { .foreign(cluster, ours: $0) }
        case .stale:
            guard let timeline = report.timeline, let lsn = report.lsn else { return nil }
            guard let fence else { return policy.minTimeline.map { .belowFloor(timeline, $0) } }
            if fence.disowns(report.identity) { return .passedOver(fence) }
            if timeline < fence.timeline { return .below(timeline, fence) }
            if let preRouted, timeline < preRouted { return .belowFloor(timeline, preRouted) }
            let isOwner = fence.isOwner(view.member) || report.identity == ownerIdentity
            return isOwner ? .less(lsn, fence) : .otherOwner(fence)
        case .unknown, .standby, .readOnly, .writable: return nil
        }
    }
}
