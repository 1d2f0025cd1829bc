/// Which members to probe, and how often.
package struct ProbePlan: Codable, Equatable, Sendable {
    package var members: [MemberID]
    /// The time from the end of one probe of a member to the next.
    package var interval: Duration
    /// The time limit for one probe, its dial included.
    package var timeout: Duration
    /// Whether a standby is asked to answer when it is promoted, instead of once an interval.
    package var awaitsPromotion: Bool
    /// Whether a standby is asked to tell its promotion between two probes at rest: it looks at itself for that, many
    /// times a second.
    package var watches = true
    /// Whether no client waits for the probes' results, so that there is time for probes that cost a server more.
    package var isCalm = false
    /// Members that refuse our logins: each is dialled again no sooner than its back-off says.
    package var rests: [Rest] = []

    /// A member that is left alone for a while.
    package struct Rest: Codable, Equatable, Sendable {
        package let member: MemberID
        package let backOff: BackOff

        package init(_ member: MemberID, _ backOff: BackOff) {
            self.member = member
            self.backOff = backOff
        }

        /// The part of it that the next run of the agent keeps: the member may be asked soon, since the password may
        /// have changed; if it refuses again, the waits go on from where they were.
        package func inNextRun(at now: Instant) -> Rest {
            let soon = now + BackOff.Pace.refused.first
            let next = backOff.next.flatMap { $0 > now ? min($0, soon) : nil }
            return Rest(member, BackOff(failures: backOff.failures, next: next))
        }
    }

    /// Members that went down: each is dialled anew when it is this instance's turn among the others of its fleet.
    private var redials: [Rest] = []

    /// The earliest time at which `member` may be dialled; nil means at once.
    package func rest(of member: MemberID) -> Instant? {
        (rests + redials).firstMatch { $0.member == member ? $0.backOff.next : nil }
    }

    /// The members that are left alone for longer than ``interval`` because they misbehave, in the order of their
    /// addresses.
    package var pauses: [Pause] = []

    /// The time from one probe of a misbehaving member to the next.
    package struct Pause: Codable, Equatable, Sendable {
        package var member: MemberID
        package var interval: Duration

        package init(member: MemberID, interval: Duration) {
            self.member = member
            self.interval = interval
        }
    }

    package init(members: [MemberID], interval: Duration, timeout: Duration, awaitsPromotion: Bool = false) {
        self.members = members
        self.interval = interval
        self.timeout = timeout
        self.awaitsPromotion = awaitsPromotion
    }

    /// The time from one probe of `member` to the next.
    package func interval(of member: MemberID) -> Duration {
        for pause in pauses where pause.member == member { return max(interval, pause.interval) }
        return interval
    }

    /// The shortest time from one probe to the next, whichever members they ask: a list of dozens of members, such as a
    /// wrong answer of DNS, would otherwise cause thousands of dials a second for as long as clients are held.
    private static let leastInterval = Duration.microseconds(500)

    /// The plan: steady while writes have a confirmed route, in a burst while they look for one, and slow once no
    /// client waits any more. Also steady while the routed primary refuses our logins and no client is held: it lives,
    /// and its reasons do not change within milliseconds.
    /// - Parameters:
    ///   - members: the members as they are seen.
    ///   - isUrgent: whether a primary's silence must be noticed at once.
    ///   - isLooking: whether another agent wants to know what is seen now.
    ///   - isDrained: whether clients are held for a planned move, and wait for no probe.
    ///   - peers: the peers' answers, which may give a reason to ask a resting member at once.
    package init(
        _ members: [MemberView], seen sightings: borrowing Sightings = Sightings(),
        verdict: borrowing WriteVerdict, isUrgent: Bool = false, isLooking: Bool = false, isDrained: Bool = false,
        peers: borrowing Peers = Peers(), reroute: borrowing Reroute, policy: borrowing Policy
    ) {
        let look = max(Peers.lookInterval, policy.burstInterval)
        let steady = isLooking ? min(policy.probeInterval, look) : policy.probeInterval
        let isSettled =
            verdict.target != nil || verdict.rule == .readOnly || verdict.rule == .contested
            || (verdict.rule == .refused && verdict.action == .keep)
            || (verdict.rule == .suspect && members.contains { $0.member == reroute.member && $0.isBlind })
        let isAwaited = !isDrained && reroute.hold.since != nil
        let interval =
            switch verdict.action {
            case .refuse: min(policy.probeInterval, policy.burstInterval * 25)
            default: isSettled && !isUrgent && !isAwaited ? steady : policy.burstInterval
            }
        self.init(
            members: members.map(\.member), interval: max(interval, Self.leastInterval * members.count),
            timeout: policy.probeTimeout, awaitsPromotion: !isSettled && policy.isScout)
        watches = policy.isScout
        rests = members.filter { $0.backOff.next != nil && !peers.doubtsRest(of: $0.member) }.map {
            Rest($0.member, $0.backOff)
        }
        if policy.redialDelay > .zero { redials = Self.redials(members, besides: rests, after: policy.redialDelay) }
        isCalm = isSettled && !isUrgent && reroute.hold.since == nil
        pauses = sightings.pauses(isCalm: isCalm)
    }

    /// The members that went down, each of which this instance dials when it is its turn among the others of its fleet.
    private static func redials(_ members: [MemberView], besides rests: [Rest], after delay: Duration) -> [Rest] {
        members.compactMap { view in
            guard case .unknown(.down) = view.standing, let since = view.unansweredSince,
                !rests.contains(where: { $0.member == view.member })
            else { return nil }
            return Rest(view.member, BackOff(next: since + delay))
        }
    }
}
