/// The state after a promotion was taken back when writes had already moved: the server that owns the fence is a
/// standby, and the only primary is on an older timeline. What the owner had acknowledged is lost in any case. An
/// operator must adopt that primary, because the agent can't tell a history that was given up from one that will come
/// back.
package struct RolledBack: Codable, Equatable, Sendable {
    /// The evidence that the cluster has given up the owner's timeline.
    package enum Evidence: Codable, Equatable, Sendable {
        /// The owner streams from the primary, or on a timeline below its own.
        case follows
        /// The owner doesn't show which server it follows, but a second opinion names the primary.
        case named
        /// Nothing shows it.
        case none
    }

    /// The fence's owner.
    package let owner: MemberID
    package let timeline: Timeline
    package let lsn: LSN
    /// The member that takes writes below the fence.
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
    /// The state after a promotion that was taken back; nil if the members don't look like that.
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
        // The owner is seen to keep its own timeline, or to follow another server than that primary.
        if isFollowing == false { return nil }
        return RolledBack(
            owner: fence.owner, timeline: fence.timeline, lsn: fence.lsn, primary: primary.member,
            primaryTimeline: timeline, evidence: isFollowing == true ? .follows : .none)
    }
}
