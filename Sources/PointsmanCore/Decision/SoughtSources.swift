/// Owns what is known of the sources that are looked for without being configured (`second_opinions = auto`). A source
/// that was seen beside any member is asked before writes move anywhere, until it is seen to be gone everywhere.
package struct SoughtSources: Codable, Sendable {
    fileprivate struct Place: Codable, Equatable, Sendable {
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
    func search(for members: [MemberID], of cluster: SystemIdentifier?, policy: Policy) -> SourceSearch? {
        let sources = policy.soughtOpinions + policy.secondOpinions.filter { $0.kind == .patroni }
        guard !sources.isEmpty else { return nil }
        return SourceSearch(
            sources: sources, members: members, cluster: cluster, interval: Self.interval,
            timeout: policy.probeTimeout)
    }

    /// Those of `sources` that were seen beside a member.
    func seen(_ sources: [OpinionSource]) -> [OpinionSource] {
        sources.filter { source in places.contains { $0.source == source && $0.isPresent } }
    }

    /// Those of `sources` for which the first look beside `member` has not ended.
    func unsettled(_ sources: [OpinionSource], at member: MemberID) -> [OpinionSource] {
        sources.filter { source in !places.contains { $0.source == source && $0.member == member } }
    }

    /// A Patroni, by its address, that can't be asked, and why.
    private var closedPatroni: (MemberID, SourcePresence.Hindrance)? {
        for place in places where place.source.kind == .patroni {
            guard case .unaskable(let hindrance) = place.presence else { continue }
            return (MemberID(address: place.member.address, port: place.source.port), hindrance)
        }
        return nil
    }

    /// What an operator should know of them.
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
        if let (place, hindrance) = closedPatroni {
            notices.append(
                "\(place) takes connections and does not answer \(hindrance.words) can't be asked before writes move")
        }
        return notices
    }
}

extension SourcePresence.Hindrance {
    fileprivate var words: String {
        switch self {
        case .noHTTP:
            "in HTTP: a Patroni there that wants TLS (patroni_tls), or a certificate of ours (patroni_cert_file),"
        case .noTrust: "over TLS that is trusted: a Patroni there whose certificate patroni_ca_file does not vouch for"
        }
    }
}

extension SoughtSources.Place {
    fileprivate var isPresent: Bool { if case .present = presence { true } else { false } }
}

/// Where to look for opinion sources: at the start, and then once an interval.
package struct SourceSearch: Codable, Equatable, Sendable {
    package let sources: [OpinionSource]
    package let members: [MemberID]
    /// The cluster whose sources count; nil if it is not known.
    package let cluster: SystemIdentifier?
    /// The time from one look to the next, roughly: instances don't look at the same moment.
    package let interval: Duration
    /// The time limit for one question, the dial included.
    package let timeout: Duration

    package init(
        sources: [OpinionSource], members: [MemberID], cluster: SystemIdentifier? = nil, interval: Duration,
        timeout: Duration
    ) {
        self.sources = sources
        self.members = members
        self.cluster = cluster
        self.interval = interval
        self.timeout = timeout
    }
}
