/// The standing of every member at one moment, in the order of their addresses.
package struct ClusterView: Equatable, Sendable {
    package let members: [MemberView]
    /// The fence. Its owner is the address that names a server which has several.
    private let fence: Fence?
    /// The run of the fence's owner that was seen last, possibly before a restart of the agent; nil if it is not known.
    package let ownerIdentity: ServerIdentity?
    /// The writable servers on the highest timeline of all writable ones. A server with two addresses counts once: by
    /// the fence's owner, or else by the lower address.
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

    /// The view of every member at `moment`; a member that was never asked is unknown.
    /// - Parameters:
    ///   - members: the members in the order of their addresses.
    ///   - unnamed: the members that discovery no longer names.
    package init(
        of members: [Member], unnamed: [MemberID] = [], seen sightings: borrowing Sightings, fence: Fence?,
        preRouted: Timeline? = nil, policy: borrowing Policy, at moment: Instant
    ) {
        let context = StandingContext(sightings, fence: fence, preRouted: preRouted, policy: policy, at: moment)
        let views = members.map { member in
            var view = context.view(of: member.id, seen: sightings[member.id], at: moment)
            view.isNamed = !unnamed.contains(member.id)
            view.backOff = sightings.backOff(of: member.id)
            return view
        }
        self.init(inOrder: views, fence, ownerIdentity: context.ownerIdentity)
    }

    /// The clusters that the members have been seen to belong to, each once.
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

    /// The fresh report of `member`; nil if it does not answer.
    func report(of member: MemberID) -> ServerReport? {
        index(of: member).flatMap { members[$0].report }
    }

    func unansweredSince(_ member: MemberID) -> Instant? {
        index(of: member).flatMap { members[$0].unansweredSince }
    }

    /// Whether `member` owns the fence, was down, and accepts sessions again, but has not reported its role yet.
    func isReturning(_ member: MemberID) -> Bool {
        guard member == fence?.owner, let index = index(of: member), members[index].isAnswering,
            case .unknown(.down) = members[index].standing
        else { return false }
        return true
    }

    /// Whether `member` refuses every login with our user and password.
    func refusesLogins(_ member: MemberID?) -> Bool {
        member.flatMap { index(of: $0) }.map { members[$0].refusesLogins } ?? false
    }

    /// The run of the server that answers at `member`; nil if none does.
    func identity(of member: MemberID?) -> ServerIdentity? {
        member.flatMap { index(of: $0) }.flatMap { members[$0].identity }
    }

    func index(of member: MemberID) -> Int? {
        members.indices.first { members[$0].member == member }
    }

    /// Whether two members that answer are the same server.
    var hasTwoWaysToOneServer: Bool {
        members.indices.contains { index in
            members[index].identity != nil
                && (0..<index).contains { members[$0].identity == members[index].identity }
        }
    }

    /// Whether no transaction on `member` is worth waiting for: the member doesn't answer, or its commits are on a
    /// history that the fence has left behind.
    package func isAbandoned(_ member: MemberID?) -> Bool {
        guard let member else { return false }
        switch standing(of: member) {
        case nil, .stale, .foreign, .unknown(.down), .unknown(.silent), .unknown(.misbehaving), .unknown(nil):
            return true
        case .unknown(.blind), .standby, .readOnly, .writable: return false
        }
    }

    /// Whether `member` answers and must not be written to, whatever the pooler's own fence lets pass: that fence may
    /// be an earlier agent's.
    func isRuledOut(_ member: MemberID?) -> Bool {
        switch standing(of: member) {
        case .stale, .foreign: true
        case nil, .unknown, .standby, .readOnly, .writable: false
        }
    }

    /// Whether the one server that writes could move to has the fence's timeline and is another than its owner.
    var hasRivalOfOwner: Bool {
        guard let fence, writableOnTop.count == 1, let report = writableOnTop[0].report else { return false }
        return report.timeline == fence.timeline && report.identity != ownerIdentity
            && !fence.isOwner(writableOnTop[0].member)
    }

    /// Whether the server of `member` answers as a primary that refuses writes: there, or at another address while it
    /// is silent there.
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

    /// Whether `member` answers as a primary that is not stale; a read-only one counts.
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

    /// The one standby that is seen to be promoted, by its lower address; nil if there is none, or more than one.
    package var successor: MemberID? {
        let promoting = promoting
        guard let first = promoting.first, promoting.allSatisfy({ $0.identity == first.identity }) else { return nil }
        return first.member
    }

    /// The standbys that are seen to be promoted.
    var promoting: [MemberView] {
        members.filter { $0.standing == .standby && $0.report?.isPromoting == true }
    }

    /// The servers that take writes on the timeline of ``writableOnTop``, including those that are stale only because
    /// the fence has another owner for that timeline: being seen first proves nothing. But a server that no standby
    /// follows, beside one that is followed, is taken for a copy; and a run that an operator has passed over is no
    /// rival.
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

    /// Whether `view` is stale only because another server owns the fence on the timeline on which it takes writes.
    /// False for a run that an operator has passed over.
    private func isSecondOwner(_ view: MemberView) -> Bool {
        guard view.standing == .stale, let fence, view.member != fence.owner, let report = view.report else {
            return false
        }
        return report.timeline == fence.timeline && !report.isReadOnly && !fence.disowns(report.identity)
    }

    /// The primaries other than `candidate` that answer and that standbys follow: they speak against it. A standby that
    /// follows a server which this agent can't see proves nothing: it may not have noticed the loss yet. A second owner
    /// of the fence's timeline also speaks against a candidate above the fence.
    ///
    /// If no standby reports its upstream, which takes rights, a primary counts if more members are shown to stream
    /// from it than from `candidate`. An unknown number of streams speaks against no candidate.
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
