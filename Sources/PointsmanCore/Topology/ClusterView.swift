/// What every member is at a moment, in the order of their addresses.
package struct ClusterView: Equatable, Sendable {
    package let members: [MemberView]

    package init(members: [MemberView]) {
        self.members = members.sorted { $0.member < $1.member }
    }

    /// Every member as the rules see it at `moment`; one that was never asked is unknown.
    package init(
        of members: [Member], seen sightings: Sightings, fence: Fence?, policy: Policy, at moment: Instant
    ) {
        let freshness = policy.freshness
        self.init(
            members: members.map { member in
                let sighting = sightings[member.id]
                let latest = sighting?.latest(at: moment, freshness: freshness)
                var view = MemberView(
                    member: member.id,
                    standing: StandingRule.standing(of: member.id, latest: latest, fence: fence, policy: policy),
                    unansweredSince: sighting?.unansweredSince)
                if case .report(let report) = latest { view.report = report }
                return view
            })
    }

    /// The clusters that the members which answer belong to.
    package var systemIdentifiers: [SystemIdentifier] {
        var seen: [SystemIdentifier] = []
        for case let report? in members.map(\.report) where !seen.contains(report.identity.systemIdentifier) {
            seen.append(report.identity.systemIdentifier)
        }
        return seen
    }

    package subscript(member: MemberID) -> MemberView? {
        index(of: member).map { members[$0] }
    }

    package func standing(of member: MemberID?) -> Standing? {
        member.flatMap { index(of: $0) }.map { members[$0].standing }
    }

    private func index(of member: MemberID) -> Int? {
        members.firstIndex { $0.member == member }
    }

    /// Whether two members that answer are one server.
    var hasTwoWaysToOneServer: Bool {
        for (index, member) in members.enumerated() {
            guard let identity = member.report?.identity else { continue }
            for other in members[..<index] where other.report?.identity == identity { return true }
        }
        return false
    }

    /// Whether `member` doesn't answer, so that nothing that hangs on it can be expected to end by itself.
    package func isGone(_ member: MemberID?) -> Bool {
        guard case .unknown(let failure) = standing(of: member) else { return member != nil && self[member!] == nil }
        if case .blind = failure { return false }
        return true
    }

    /// The writable servers on the highest timeline that one of them is on. Two addresses of one server count once, by
    /// the lower one.
    package var writableOnTop: [MemberView] {
        let writable = members.filter { $0.standing == .writable }
        let top = writable.compactMap { $0.report?.timeline }.max()
        var seen: [ServerIdentity] = []
        return writable.filter { view in
            guard let report = view.report, report.timeline == top, !seen.contains(report.identity) else {
                return false
            }
            seen.append(report.identity)
            return true
        }
    }

    /// The servers that take writes on the timeline of ``writableOnTop``, those included that are stale only because the
    /// fence has another owner for that timeline: whoever was seen first is no more right than the other.
    package var rivalsOnTop: [MemberView] {
        let top = writableOnTop
        guard let timeline = top.first?.report?.timeline else { return top }
        var seen = top.compactMap { $0.report?.identity }
        return top
            + members.filter { view in
                guard view.standing == .stale, let report = view.report, report.timeline == timeline,
                    !report.isReadOnly, !seen.contains(report.identity)
                else { return false }
                seen.append(report.identity)
                return true
            }
    }

    /// The standbys that stream from a primary which answers and is not `candidate`: they speak against it. One that
    /// holds on to a server which we can't see proves nothing: it may not have noticed yet.
    package func followersOfOthers(than candidate: MemberView) -> [MemberID] {
        members.filter { view in
            guard view.standing == .standby, let upstream = view.report?.upstream.flatMap({ self[$0] }) else {
                return false
            }
            let isCandidate = upstream.report?.identity == candidate.report?.identity
            return (upstream.standing == .writable || upstream.standing == .readOnly) && !isCandidate
        }
        .map(\.member)
    }
}
