/// Owns what the other agents of this app say while this one has lost the primary, and the conclusion: whether this
/// instance is cut off, or all instances have lost it.
///
/// A peer that can't be asked is no evidence. A peer that has a route counts only if its primary answered it after that
/// primary stopped answering here, since a peer learns of a crash up to one probe interval later. Therefore an agent
/// that is asked probes its members at once. A primary that rests because it refused our login may accept it by now: it
/// is asked at once, and counts as missed here alone only if it refuses again.
package struct Peers: Codable, Equatable, Sendable {
    /// All instances that DNS names, in the order of their addresses; nil while that is not known. This one is there once.
    private(set) var instances: [IPAddress]?
    /// This instance's address; see ``FleetPlaces/own``.
    private(set) var own: IPAddress?
    /// How often this instance may ask members; nil while it is the only one, or the others are not known.
    package private(set) var pace: FleetPace?
    /// The instances to ask.
    private var asked: [IPAddress] = []
    /// The moment since which the primary is lost; nil while it is not.
    package private(set) var lostSince: Instant?
    private var heard: [Heard] = []
    /// The moment, within this loss, since which neither a member nor a peer answers; nil while one does.
    package private(set) var silentSince: Instant?
    private var doubts: [Doubt] = []
    /// When something was heard again by an instance that was alone; nil if it was not, or has heard from others since.
    private var heardAgainAt: Instant?
    /// When another agent asked this one last.
    private var askedAt: Instant?
    package private(set) var reach = Reach.undisturbed

    /// The most peers that are asked: those with the next higher addresses, so that each one is asked by as many.
    package static let mostAsked = 8
    /// How much later than the loss a peer must have seen the primary: a server that ends may answer one peer a moment
    /// longer.
    package static let margin = Duration.milliseconds(100)
    /// How long an answer counts that is not repeated.
    package static let memory = Duration.seconds(10)
    /// Questions are frequent for this long after the loss, and rare afterwards.
    package static let eagerness = Duration.seconds(3)
    private static let eagerInterval = Duration.milliseconds(100)
    private static let patientInterval = Duration.seconds(1)
    /// How often members are probed after a peer's question, and for how long.
    package static let lookInterval = Duration.milliseconds(100)
    private static let lookSpan = Duration.milliseconds(300)

    package init() {}

    mutating func take(_ places: FleetPlaces, policy: Policy) {
        guard instances ?? [] != places.instances || places.own != own || asked.isEmpty else { return }
        own = places.own
        instances = places.instances.isEmpty ? nil : places.instances
        pace = FleetPace(places.instances, own: own, seed: policy.seed)
        asked = Self.asked(among: places.instances, own: own, pace, policy)
        heard.removeAll { !places.instances.contains($0.peer) }
    }

    /// The instances to ask: the next ones, and before those the scouts whose turn it is.
    private static func asked(
        among instances: [IPAddress], own: IPAddress?, _ pace: FleetPace?, _ policy: Policy
    ) -> [IPAddress] {
        let scouts = (pace?.scouts(policy) ?? []).map { instances[$0] }
        let others = instances.filter { $0 != own && !scouts.contains($0) }
        let next = own.map { own in others.firstIndex { $0 > own } ?? 0 } ?? 0
        let most = scouts.isEmpty ? mostAsked : FleetPace.mostAsked - scouts.count
        return scouts + (others[next...] + others[..<next]).prefix(most)
    }

    /// Notes that another agent has asked what this one sees.
    package mutating func beAsked(at moment: Instant) { askedAt = moment }

    /// Takes a peer's answer. An answer to a question from before the loss, or older than a known answer, is dropped.
    package mutating func take(_ word: PeerWord) {
        guard let lostSince, word.sent >= lostSince, asked.contains(word.peer) else { return }
        let isStatement =
            switch word.answer {
            case .routes, .hasNone: true
            case .unclear, .silence: false
            }
        if let index = heard.firstIndex(where: { $0.peer == word.peer }) {
            guard word.sent >= heard[index].latest.sent else { return }
            heard[index].latest = word
            if isStatement { heard[index].statement = word }
        } else {
            heard.append(Heard(peer: word.peer, latest: word, statement: isStatement ? word : nil))
        }
    }

    /// Takes the verdict on writes and draws the conclusion.
    /// - Parameter hasDNSFailed: whether the last round of discovery has failed; nil if no DNS server is asked.
    mutating func follow(
        _ verdict: WriteVerdict, _ view: ClusterView, fence: Fence?, hasDNSFailed: Bool?, policy: Policy,
        at moment: Instant
    ) {
        guard Self.isLost(verdict) else {
            lostSince = nil
            silentSince = nil
            heard = []
            doubts = []
            reach = .undisturbed
            return
        }
        lostSince = lostSince ?? moment
        let isSilent = view.members.allSatisfy { Self.isSilent($0.standing) } && areSilent
        silentSince = isSilent ? silentSince ?? moment : nil
        for index in doubts.indices {
            guard let seen = view[doubts[index].member], seen.isBlind, seen.backOff.failures == doubts[index].failures
            else {
                doubts[index].isSettled = true
                continue
            }
        }
        reach = conclusion(view, fence: fence, hasDNSFailed: hasDNSFailed, policy: policy, at: moment)
    }

    /// Whether the decision rests on a primary that doesn't answer.
    private static func isLost(_ verdict: WriteVerdict) -> Bool {
        switch verdict.rule {
        case .suspect, .promotion, .restart, .hold, .unavailable: true
        case .survey, .ambiguous, .splitBrain, .contested, .isolated, .refused, .route, .readOnly, .rolledBack: false
        }
    }

    private mutating func conclusion(
        _ view: ClusterView, fence: Fence?, hasDNSFailed: Bool?, policy: Policy, at moment: Instant
    ) -> Reach {
        let fresh = heard.compactMap(\.statement).filter { moment < $0.sent + Self.memory }
        // Once no peer tells of a route to a member, an earlier refusal of that member is forgotten.
        doubts.removeAll { doubt in !fresh.contains { $0.route?.member == doubt.member } }
        for word in fresh {
            guard let route = word.route, isOurs(route, fence),
                let loss = loss(of: route.member, in: view, policy: policy),
                word.sent >= loss + Self.margin + route.age,
                hasRefusedSince(view[route.member])
            else { continue }
            return .cutOff(by: word.peer, from: route.member)
        }
        // If nothing answers any more, what a peer said before it fell silent is out of date.
        if silentSince != nil, hasDNSFailed != false {
            heardAgainAt = nil
            return .alone
        }
        if fresh.contains(where: { $0.answer == .hasNone }) { return .everybody }
        return mayStillBeAlone(at: moment) ? .alone : .unknown
    }

    /// Whether an instance that was alone has heard something since, but not yet what the others see: they may have a primary that
    /// is not heard here.
    private mutating func mayStillBeAlone(at moment: Instant) -> Bool {
        guard reach == .alone else { return false }
        let since = heardAgainAt ?? moment
        heardAgainAt = since
        return !asked.allSatisfy { peer in heard.contains { $0.peer == peer && $0.latest.sent >= since } }
    }

    /// Whether the member of a peer's route has refused our login since the route was first heard of. True for a member
    /// that does not refuse logins.
    private mutating func hasRefusedSince(_ seen: MemberView?) -> Bool {
        guard let seen, seen.isBlind, seen.backOff.failures > 0 else { return true }
        if let doubt = doubts.first(where: { $0.member == seen.member }) { return doubt.isSettled }
        doubts.append(Doubt(member: seen.member, failures: seen.backOff.failures))
        return false
    }

    /// Whether there is reason to ask `member` at once though it rests.
    func doubtsRest(of member: MemberID) -> Bool { doubts.contains { $0.member == member && !$0.isSettled } }

    /// Whether this agent could route to a peer's route as well: its timeline must not be below our fence's.
    private func isOurs(_ route: PeerRoute, _ fence: Fence?) -> Bool {
        guard let fence else { return false }
        return route.systemIdentifier == fence.systemIdentifier && route.timeline >= fence.timeline
    }

    /// The moment from which on a peer's sight of `member` proves that it is missed here alone; nil if no sight can
    /// prove that. A server that is out of connections (53300) is so for every instance. Of a member that has not
    /// answered since it was named as little is known as of one that is not named: DNS may leave out the primary that
    /// this instance misses, and name it again.
    private func loss(of member: MemberID, in view: ClusterView, policy: Policy) -> Instant? {
        let seen = view[member]
        if case .unknown(.blind(.sqlState("53300"))) = seen?.standing { return nil }
        guard let seen, seen.lastIdentity != nil else { return lostSince.map { $0 + policy.suspectAfter } }
        return seen.unansweredSince
    }

    /// Whether nothing speaks for the member's being heard here. One that misbehaves is left alone, and its last word is old.
    private static func isSilent(_ standing: Standing) -> Bool {
        switch standing {
        case .unknown(.silent), .unknown(.misbehaving), .unknown(nil): true
        case .unknown(.down), .unknown(.blind), .foreign, .standby, .stale, .readOnly, .writable: false
        }
    }

    /// Whether each peer that is asked was silent the last time; false if no peer can be asked.
    private var areSilent: Bool {
        !asked.isEmpty
            && asked.allSatisfy { peer in heard.contains { $0.peer == peer && $0.latest.answer == .silence } }
    }

    /// The peers to ask; nil if none is to be asked.
    package func question(policy: Policy, at moment: Instant) -> PeerQuestion? {
        guard let lostSince, !asked.isEmpty else { return nil }
        return PeerQuestion(
            peers: asked, interval: interval(lostSince, policy: policy, at: moment), timeout: policy.probeTimeout)
    }

    /// The time from one question to the next. An instance that leaves the search to scouts asks them until one of them has
    /// found a primary, a scout some sixteen hundred times a second at most.
    private func interval(_ lostSince: Instant, policy: Policy, at moment: Instant) -> Duration {
        if let pace, !policy.isScout, !hasHint {
            return max(Self.eagerInterval, .microseconds(pace.askers(policy) * 625))
        }
        return moment < lostSince + Self.eagerness ? Self.eagerInterval : Self.patientInterval
    }

    /// Whether a peer has told of a route since the loss.
    private var hasHint: Bool { heard.contains { $0.statement?.route != nil } }

    /// What a scout tells of a promoted member to an instance that leaves the search to scouts; nil if none tells of one,
    /// or two tell of different ones.
    func hint(fence: Fence?, policy: Policy, at moment: Instant) -> PeerHint? {
        guard !policy.isScout, lostSince != nil, let fence else { return nil }
        let hints = heard.compactMap(\.statement).compactMap { word -> PeerHint? in
            guard let route = word.route, moment < word.sent + Self.memory, route.timeline > fence.timeline,
                route.systemIdentifier == fence.systemIdentifier
            else { return nil }
            return PeerHint(member: route.member, timeline: route.timeline, seen: word.sent + (.zero - route.age))
        }
        guard let top = hints.max(by: { ($0.timeline, $0.seen) < ($1.timeline, $1.seen) }),
            hints.allSatisfy({ $0.timeline < top.timeline || $0.member == top.member })
        else { return nil }
        return top
    }

    /// Whether a peer has asked a moment ago, so that members are probed more often.
    package func isLooking(at moment: Instant) -> Bool {
        askedAt.map { moment < $0 + Self.lookSpan } ?? false
    }

    /// When something changes without a further answer; nil if nothing will.
    package func nextDeadline(at moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        next.consider(askedAt.map { $0 + Self.lookSpan })
        if !asked.isEmpty { next.consider(lostSince.map { $0 + Self.eagerness }) }
        for word in heard.compactMap(\.statement) { next.consider(word.sent + Self.memory) }
        return next.moment
    }
}
