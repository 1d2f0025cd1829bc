/// Owns what is known of the sources that are looked for without being configured (`second_opinions = auto`). A source
/// that was seen beside any member is asked before writes move anywhere, until it is seen to be gone everywhere.
package struct SoughtSources: Sendable {
    fileprivate struct Place: Equatable, Sendable {
        let source: OpinionSource
        let member: MemberID
        /// The last result that says anything: a silent look changes nothing.
        var presence: SourcePresence
    }

    private var places: [Place] = []

    private static let interval = Duration.seconds(60)

    package init() {}

    /// Takes the result of a look.
    package mutating func take(_ presence: SourcePresence, of source: OpinionSource, at member: MemberID) {
        guard let index = places.firstIndex(where: { $0.source == source && $0.member == member }) else {
            places.append(Place(source: source, member: member, presence: presence))
            return
        }
        if presence == .silent { return }
        // A source that no longer tells its times keeps those that it told before.
        if presence == .present(nil), places[index].isPresent { return }
        places[index].presence = presence
    }

    /// Forgets what is known beside members other than `members`.
    mutating func keep(only members: [MemberID]) {
        places.removeAll { !members.contains($0.member) }
    }

    /// The sources to look for, and the members to look beside; nil if no source is to be looked for.
    func search(for members: [MemberID], policy: Policy) -> SourceSearch? {
        let sources = policy.soughtOpinions + policy.secondOpinions.filter { $0.kind == .patroni }
        guard !sources.isEmpty else { return nil }
        return SourceSearch(
            sources: sources, members: members, interval: Self.interval, timeout: policy.probeTimeout)
    }

    /// Those of `sources` that were seen beside a member.
    func seen(_ sources: [OpinionSource]) -> [OpinionSource] {
        sources.filter { source in places.contains { $0.source == source && $0.isPresent } }
    }

    /// Those of `sources` for which the first look beside `member` has not ended.
    func unsettled(_ sources: [OpinionSource], at member: MemberID) -> [OpinionSource] {
        sources.filter { source in !places.contains { $0.source == source && $0.member == member } }
    }

    /// What an operator should know of them: a `hold_timeout` that is too short for the HA manager, or a Patroni that
    /// needs TLS.
    func notices(_ policy: Policy) -> [String] {
        guard !places.isEmpty else { return [] }
        var slowest: ManagerTimes?
        for case .present(let times?) in places.map(\.presence) where times.longest > slowest?.longest ?? .zero {
            slowest = times
        }
        var notices: [String] = []
        if let slowest, let objection = slowest.objection(to: policy.holdTimeout) {
            notices.append("\(objection); set hold_timeout = \(slowest.fittingHoldSeconds)s")
        }
        if let closed = places.first(where: { $0.presence == .unaskable && $0.source.kind == .patroni }) {
            notices.append(
                "\(MemberID(address: closed.member.address, port: closed.source.port)) takes connections and does not answer "
                    + "in plain HTTP: a Patroni there that wants TLS can't be asked before writes move")
        }
        return notices
    }
}

extension SoughtSources.Place {
    fileprivate var isPresent: Bool { if case .present = presence { true } else { false } }
}

/// Where to look for opinion sources: at the start, and then once an interval.
package struct SourceSearch: Equatable, Sendable {
    package let sources: [OpinionSource]
    package let members: [MemberID]
    /// The time from one look to the next, roughly: instances don't look at the same moment.
    package let interval: Duration
    /// The time limit for one question, the dial included.
    package let timeout: Duration

    package init(sources: [OpinionSource], members: [MemberID], interval: Duration, timeout: Duration) {
        self.sources = sources
        self.members = members
        self.interval = interval
        self.timeout = timeout
    }
}
