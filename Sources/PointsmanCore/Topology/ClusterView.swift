/// What every member is at a moment, in the order of their addresses.
package struct ClusterView: Equatable, Sendable {
    package let members: [MemberView]

    package init(members: [MemberView]) {
        self.members = members.sorted { $0.member < $1.member }
    }

    package subscript(member: MemberID) -> MemberView? {
        members.first { $0.member == member }
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

    /// The standbys that stream from a known server which is neither `candidate` nor a standby itself: they speak
    /// against it.
    package func followersOfOthers(than candidate: MemberView) -> [MemberID] {
        members.filter { view in
            guard view.standing == .standby, let upstream = view.report?.upstream.flatMap({ self[$0] }) else {
                return false
            }
            let isCandidate = upstream.report?.identity == candidate.report?.identity
            return upstream.standing != .standby && !isCandidate
        }
        .map(\.member)
    }
}
