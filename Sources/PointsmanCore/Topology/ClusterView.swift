/// What every member is at a moment, in the order of their addresses.
package struct ClusterView: Equatable, Sendable {
    package let members: [MemberView]
    /// Its owner is the address by which a server is named that has several.
    private let fence: Fence?
    /// The run of the fence's owner that was seen last, if only before a restart of the agent; nil where nobody has noted it.
    package let ownerIdentity: ServerIdentity?
    /// The writable servers on the highest timeline that one of them is on. Two addresses of one server count once, by
    /// the fence's owner or else the lower one.
    package let writableOnTop: [MemberView]

    package init(members: [MemberView], fence: Fence? = nil, ownerIdentity: ServerIdentity? = nil) {
        self.init(inOrder: members.sorted { $0.member < $1.member }, fence, ownerIdentity: ownerIdentity)
    }

    private init(inOrder members: [MemberView], _ fence: Fence?, ownerIdentity: ServerIdentity?) {
        self.members = members
        self.fence = fence
        self.ownerIdentity = ownerIdentity
        writableOnTop = Self.writableOnTop(of: members, owner: fence?.owner)
    }

    /// Every member as the rules see it at `moment`; one that was never asked is unknown.
    /// - Parameters:
    ///   - members: in the order of their addresses.
    ///   - unnamed: those that discovery no longer names.
    package init(
        of members: [Member], unnamed: [MemberID] = [], seen sightings: borrowing Sightings, fence: Fence?,
        preRouted: Timeline? = nil, policy: borrowing Policy, at moment: Instant
    ) {
        let yardstick = Yardstick(sightings, fence: fence, preRouted: preRouted, policy: policy)
        let views = members.map { member in
            var view = yardstick.view(of: member.id, seen: sightings[member.id], at: moment)
            view.isNamed = !unnamed.contains(member.id)
            view.backOff = sightings.backOff(of: member.id)
            return view
        }
        self.init(inOrder: views, fence, ownerIdentity: yardstick.ownerIdentity)
    }

    /// The clusters that the members have been seen to belong to.
    package var systemIdentifiers: [SystemIdentifier] {
        var seen: [SystemIdentifier] = []
        for case let identity? in members.filter(\.hasShownCluster).map(\.lastIdentity)
        where !seen.contains(identity.systemIdentifier) {
            seen.append(identity.systemIdentifier)
        }
        return seen
    }

    package subscript(member: MemberID) -> MemberView? {
        index(of: member).map { members[$0] }
    }

    package func standing(of member: MemberID?) -> Standing? {
        member.flatMap { index(of: $0) }.map { members[$0].standing }
    }

    /// What `member` says, where it answers.
    func report(of member: MemberID) -> ServerReport? {
        index(of: member).flatMap { members[$0].report }
    }

    func unansweredSince(_ member: MemberID) -> Instant? {
        index(of: member).flatMap { members[$0].unansweredSince }
    }

    /// Whether `member` owns the fence, has been down, and takes sessions again: what it is it has yet to say.
    func isReturning(_ member: MemberID) -> Bool {
        guard member == fence?.owner, let index = index(of: member), members[index].isAnswering,
            case .unknown(.down) = members[index].standing
        else { return false }
        return true
    }

    /// Whether `member` lets nobody log in as we do.
    func refusesLogins(_ member: MemberID?) -> Bool {
        member.flatMap { index(of: $0) }.map { members[$0].refusesLogins } ?? false
    }

    /// The run of the server that answers at `member`.
    func identity(of member: MemberID?) -> ServerIdentity? {
        member.flatMap { index(of: $0) }.flatMap { members[$0].identity }
    }

    func index(of member: MemberID) -> Int? {
        members.indices.first { members[$0].member == member }
    }

    /// Whether two members that answer are one server.
    var hasTwoWaysToOneServer: Bool {
        members.indices.contains { index in
            members[index].identity != nil
                && (0..<index).contains { members[$0].identity == members[index].identity }
        }
    }

    /// Whether nothing that hangs on `member` is worth waiting for: it doesn't answer, or what it still commits is on a
    /// history that ours has left behind.
    package func isAbandoned(_ member: MemberID?) -> Bool {
        guard let member else { return false }
        switch standing(of: member) {
        case nil, .stale, .foreign, .unknown(.down), .unknown(.silent), .unknown(.misbehaving), .unknown(nil):
            return true
        case .unknown(.blind), .standby, .readOnly, .writable: return false
        }
    }

    /// Whether `member` answers and must not be written to, whatever the pooler's own fence lets pass: that may be an earlier
    /// agent's.
    func isRuledOut(_ member: MemberID?) -> Bool {
        switch standing(of: member) {
        case .stale, .foreign: true
        case nil, .unknown, .standby, .readOnly, .writable: false
        }
    }

    /// Whether the server of `member` answers as a primary that refuses writes, there or, while it is silent there, elsewhere.
    func refusesWrites(_ member: MemberID) -> Bool {
        guard let index = index(of: member) else { return false }
        switch members[index].standing {
        case .readOnly: return true
        case .unknown(.silent), .unknown(.blind), .unknown(.misbehaving):
            guard let run = members[index].lastIdentity else { return false }
            return members.contains { $0.standing == .readOnly && $0.identity == run }
        case .unknown, .foreign, .standby, .stale, .writable: return false
        }
    }

    /// Whether `member` answers as a primary that is not stale, if only a read-only one.
    func isPresentPrimary(_ member: MemberID) -> Bool {
        switch standing(of: member) {
        case .writable, .readOnly: true
        case nil, .unknown, .standby, .stale, .foreign: false
        }
    }

    private static func writableOnTop(of members: [MemberView], owner: MemberID?) -> [MemberView] {
        let writable = members.indices.filter { members[$0].standing == .writable }.map { members[$0] }
        guard writable.count > 1 else { return writable }
        let top = writable.compactMap { $0.report?.timeline }.max()
        var seen: [ServerIdentity] = []
        return (writable.filter { $0.member == owner } + writable.filter { $0.member != owner }).filter { view in
            guard let report = view.report, report.timeline == top, !seen.contains(report.identity) else {
                return false
            }
            seen.append(report.identity)
            return true
        }
    }

    /// The one standby that is seen to be promoted, by its lower address; nil where that is none or several.
    package var successor: MemberID? {
        let promoting = promoting
        guard let first = promoting.first, promoting.allSatisfy({ $0.identity == first.identity }) else { return nil }
        return first.member
    }

    /// The standbys that are seen to be promoted.
    var promoting: [MemberView] {
        members.filter { $0.standing == .standby && $0.report?.isPromoting == true }
    }

    /// The servers that take writes on the timeline of ``writableOnTop``, those included that are stale only because the
    /// fence has another owner for that timeline: whoever was seen first is no more right than the other. But one that
    /// nobody follows, beside one that is followed, is a copy that somebody has started; and one that an operator has passed
    /// over is no rival.
    package var rivalsOnTop: [MemberView] {
        let top = writableOnTop
        guard let timeline = top.first?.report?.timeline,
            members.indices.contains(where: { members[$0].standing == .stale })
        else { return top }
        var seen = top.compactMap(\.identity)
        return top
            + members.filter { view in
                guard isSecondOwner(view), let report = view.report, report.timeline == timeline,
                    !seen.contains(report.identity), primariesFollowed(besides: view).isEmpty
                else { return false }
                seen.append(report.identity)
                return true
            }
    }

    /// Whether `view` is stale only because another owns the fence on the timeline on which it takes writes; one that an
    /// operator has passed over is no owner.
    private func isSecondOwner(_ view: MemberView) -> Bool {
        guard view.standing == .stale, let fence, view.member != fence.owner, let report = view.report else {
            return false
        }
        return report.timeline == fence.timeline && !report.isReadOnly && !fence.disowns(report.identity)
    }

    /// The primaries other than `candidate` that answer and that standbys follow: they speak against it. A standby that
    /// holds on to a server which we can't see proves nothing: it may not have noticed yet. Against one above the fence a
    /// second owner of the fence's timeline speaks too.
    ///
    /// Where no standby says whom it follows, which takes rights, those count from which more members are shown to stream
    /// than from `candidate`. How many stream from a primary may be unknown: that speaks against no candidate.
    package func primariesFollowed(besides candidate: MemberView) -> [MemberID] {
        let isAbove = fence.map { candidate.report?.timeline ?? $0.timeline > $0.timeline } ?? false
        let others = members.indices.filter { index in
            guard members[index].identity != candidate.identity else { return false }
            let standing = members[index].standing
            return standing == .writable || standing == .readOnly || (isAbove && isSecondOwner(members[index]))
        }
        .map { members[$0] }
        guard !others.isEmpty else { return [] }
        let upstreams = members.filter { $0.standing == .standby }.compactMap { $0.report?.upstream.member }
        return others.filter { other in
            if upstreams.isEmpty { return streaming(from: other).certain > streaming(from: candidate).certain }
            return upstreams.contains { identity(of: $0) == other.identity }
        }
        .map(\.member)
    }
}
