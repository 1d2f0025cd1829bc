/// What is left where a promotion was taken back after writes had moved: the server that owns the fence is a standby now, and
/// the one primary is on an older timeline. What it had acknowledged is lost, whatever is done; an operator says so, and
/// adopts that primary, since no evidence of ours tells a history that was given up from one that is to come back.
package struct RolledBack: Equatable, Sendable {
    /// What shows that the cluster has given the owner's timeline up.
    package enum Evidence: Equatable, Sendable {
        /// The owner streams from the primary, or on a timeline below its own.
        case follows
        /// The owner doesn't show whom it follows, but who is asked for a second opinion names the primary.
        case named
        /// Nobody says so.
        case none
    }

    /// The fence's.
    package let owner: MemberID
    package let timeline: Timeline
    package let lsn: LSN
    /// Who takes writes below the fence.
    package let primary: MemberID
    package let primaryTimeline: Timeline
    package var evidence: Evidence

    /// What has happened, what ends it, and what that costs.
    package var sentence: String {
        let state =
            "\(owner), which took writes on timeline \(timeline), is a standby now, and \(primary) takes writes on the "
            + "older timeline \(primaryTimeline)"
        let word =
            "`pointsman fence adopt \(primary)`, said to each instance, lets writes go there"
        switch evidence {
        case .follows:
            return "rolled back: \(state), which \(owner) follows; what was acknowledged on timeline \(timeline) "
                + "(up to \(lsn)) is lost already: \(word)"
        case .named:
            return "rolled back: \(state), and the HA manager names it; what was acknowledged on timeline "
                + "\(timeline) (up to \(lsn)) is lost if \(owner) follows it: \(word)"
        case .none:
            return "\(state); whether \(owner) follows it is not known (GRANT pg_monitor to the role shows it): if it "
                + "does, what was acknowledged on timeline \(timeline) (up to \(lsn)) is lost already, and \(word)"
        }
    }
}

extension ClusterView {
    /// What is left of a promotion that was taken back; nil where it can't be that.
    func rolledBack(below fence: Fence?) -> RolledBack? {
        guard let fence, standing(of: fence.owner) == .standby, let owner = report(of: fence.owner), !owner.isPromoting,
            !members.contains(where: { $0.standing == .writable || $0.standing == .readOnly })
        else { return nil }
        let behind = members.filter { view in
            guard view.standing == .stale, let report = view.report, let timeline = report.timeline else {
                return false
            }
            return timeline < fence.timeline && !report.isReadOnly && !fence.disowns(report.identity)
        }
        guard let primary = behind.first, let timeline = primary.report?.timeline,
            behind.allSatisfy({ $0.identity == primary.identity })
        else { return nil }
        let isFollowing =
            owner.timeline.map { $0 < fence.timeline }
            ?? owner.upstream.member.map { self[$0]?.identity == primary.identity }
        // It is seen to hold on to its own timeline, or to another server than that primary.
        if isFollowing == false { return nil }
        return RolledBack(
            owner: fence.owner, timeline: fence.timeline, lsn: fence.lsn, primary: primary.member,
            primaryTimeline: timeline, evidence: isFollowing == true ? .follows : .none)
    }
}
