/// Owns what the other agents of this app say while this one has lost the primary, and what that comes to: whether it is
/// cut off, or everybody is.
///
/// A peer that can't be asked is no evidence. One that has a route counts only where its primary has answered it after it
/// stopped answering here, since a peer learns of a crash up to a probe's interval later. Therefore an agent that is asked
/// looks at its members at once. A primary that this agent leaves alone, since it refused a login, may let it in by now: it is
/// asked at once, and is missed here alone if it refuses again.
package struct Peers: Equatable, Sendable {
    private struct Heard: Equatable, Sendable {
        let peer: IPAddress
        var latest: PeerWord
        /// The latest word that says whether it has a route; an answer that says nothing takes nothing back.
        var statement: PeerWord?
    }

    /// That a peer has a route to a member that this agent left alone when it heard so.
    private struct Doubt: Equatable, Sendable {
        let member: MemberID
        /// How often in a row it had refused us by then.
        let failures: Int
        /// Whether it was asked since.
        var isSettled = false
    }

    /// The other instances, as DNS names them; nil while that is not known.
    private var others: [IPAddress]?
    private(set) var own: IPAddress?
    /// Since when the primary is lost; nil while it is not.
    package private(set) var lostSince: Instant?
    private var heard: [Heard] = []
    /// Since when neither a member nor a peer answers, within this loss; nil while one does.
    package private(set) var silentSince: Instant?
    private var doubts: [Doubt] = []
    /// When another agent has asked last.
    private var askedAt: Instant?
    package private(set) var reach = Reach.undisturbed

    /// No more than these are asked, those with the next higher addresses, so that each is asked by as many.
    package static let mostAsked = 8
    /// How much later than the loss a peer must have seen the primary: a server that ends answers one a moment longer.
    package static let margin = Duration.milliseconds(100)
    /// For how long a word counts that is not repeated.
    package static let memory = Duration.seconds(10)
    /// Questions are frequent at first, and rare once the answer has not come for so long.
    package static let eagerness = Duration.seconds(3)
    private static let eagerInterval = Duration.milliseconds(100)
    private static let patientInterval = Duration.seconds(1)
    /// How often members are asked after a peer has asked, and for how long.
    package static let lookInterval = Duration.milliseconds(100)
    private static let lookSpan = Duration.milliseconds(300)

    package init() {}

    package mutating func take(fleet addresses: [IPAddress], own: IPAddress?) {
        self.own = own
        others = addresses.filter { $0 != own }.sorted()
        instances = addresses.isEmpty ? nil : addresses.sorted()
        heard.removeAll { !addresses.contains($0.peer) }
    }

    /// All instances that DNS names; nil while that is not known.
    private(set) var instances: [IPAddress]?

    /// Another agent asks what this one sees.
    package mutating func beAsked(at moment: Instant) { askedAt = moment }

    /// Takes what a peer says. A word that was asked for before the loss, or before one that is known, is late.
    package mutating func take(_ word: PeerWord) {
        guard let lostSince, word.sent >= lostSince, others?.contains(word.peer) == true else { return }
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

    /// Takes up what the rules for writes say, and comes to a conclusion.
    /// - Parameter hasDNS: whether the last round of discovery has failed; nil where no DNS server is asked.
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
        let isSilent = view.members.count { Self.isSilent($0.standing) } == view.members.count && areSilent
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
        // A refusal of before they were silent says nothing of what they say now.
        doubts.removeAll { doubt in !fresh.contains { $0.route?.member == doubt.member } }
        for word in fresh {
            guard let route = word.route, isOurs(route, fence),
                let loss = loss(of: route.member, in: view, policy: policy),
                word.sent >= loss + Self.margin + route.age,
                hasRefusedSince(view[route.member])
            else { continue }
            return .cutOff(by: word.peer, from: route.member)
        }
        // What a peer said before it fell silent, as everything has, says nothing of now.
        if silentSince != nil, hasDNSFailed != false { return .alone }
        return fresh.contains { $0.answer == .hasNone } ? .everybody : .unknown
    }

    /// Whether a member that a peer has a route to has refused us since that was heard first; so has one that does not refuse.
    private mutating func hasRefusedSince(_ seen: MemberView?) -> Bool {
        guard let seen, seen.isBlind, seen.backOff.failures > 0 else { return true }
        if let doubt = doubts.first(where: { $0.member == seen.member }) { return doubt.isSettled }
        doubts.append(Doubt(member: seen.member, failures: seen.backOff.failures))
        return false
    }

    /// Whether there is reason to ask `member` at once though it is left alone.
    func doubtsRest(of member: MemberID) -> Bool { doubts.contains { $0.member == member && !$0.isSettled } }

    /// Whether what a peer writes to can be what this agent would: its fence must not have been left behind by ours.
    private func isOurs(_ route: PeerRoute, _ fence: Fence?) -> Bool {
        guard let fence else { return false }
        return route.systemIdentifier == fence.systemIdentifier && route.timeline >= fence.timeline
    }

    /// From when on another's sight of `member` proves that it is missed here alone; nil where nothing does. A server that
    /// is out of connections (53300) is that for every instance.
    private func loss(of member: MemberID, in view: ClusterView, policy: Policy) -> Instant? {
        guard let seen = view[member] else { return lostSince.map { $0 + policy.suspectAfter } }
        if case .unknown(.blind(.sqlState("53300"))) = seen.standing { return nil }
        return seen.unansweredSince
    }

    private static func isSilent(_ standing: Standing) -> Bool {
        switch standing {
        case .unknown(.silent), .unknown(nil): true
        case .unknown(.down), .unknown(.blind), .unknown(.misbehaving), .foreign, .standby, .stale, .readOnly,
            .writable:
            false
        }
    }

    /// Whether each of those who are asked was silent the last time; not where nobody can be asked.
    private var areSilent: Bool {
        let asked = asked
        return !asked.isEmpty
            && asked.allSatisfy { peer in heard.contains { $0.peer == peer && $0.latest.answer == .silence } }
    }

    private var asked: [IPAddress] {
        guard let others else { return [] }
        let next = own.map { own in others.firstIndex { $0 > own } ?? 0 } ?? 0
        return Array((others[next...] + others[..<next]).prefix(Self.mostAsked))
    }

    /// Whom to ask; nil where nobody is to be asked.
    package func question(policy: Policy, at moment: Instant) -> PeerQuestion? {
        guard let lostSince, case let asked = asked, !asked.isEmpty else { return nil }
        return PeerQuestion(
            peers: asked,
            interval: moment < lostSince + Self.eagerness ? Self.eagerInterval : Self.patientInterval,
            timeout: policy.probeTimeout)
    }

    /// Whether a peer has asked a moment ago, so that members are to be looked at.
    package func isLooking(at moment: Instant) -> Bool {
        askedAt.map { moment < $0 + Self.lookSpan } ?? false
    }

    /// When something changes though nothing is heard.
    package func nextDeadline(at moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        next.consider(askedAt.map { $0 + Self.lookSpan })
        if others?.isEmpty == false { next.consider(lostSince.map { $0 + Self.eagerness }) }
        for word in heard.compactMap(\.statement) { next.consider(word.sent + Self.memory) }
        return next.moment
    }
}
