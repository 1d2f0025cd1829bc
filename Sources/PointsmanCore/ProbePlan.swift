/// Whom to probe, and how often.
package struct ProbePlan: Equatable, Sendable {
    package var members: [MemberID]
    /// From the end of one probe of a member to the next.
    package var interval: Duration
    /// What one probe, its dial included, may take.
    package var timeout: Duration
    /// Whether a standby is asked to answer when it is promoted, instead of once an interval.
    package var awaitsPromotion: Bool
    /// Whether nobody waits for what the probes bring, so that there is time for what may cost a server something.
    package var isCalm = false
    /// Members that refuse us: each is dialled again no sooner than its back-off says.
    package var rests: [Rest] = []

    /// One that is left alone for a while.
    package struct Rest: Equatable, Sendable {
        package let member: MemberID
        package let backOff: BackOff

        package init(_ member: MemberID, _ backOff: BackOff) {
            self.member = member
            self.backOff = backOff
        }

        /// What is left of it for the next run of the agent: the member may be asked soon, since the password may be another
        /// one by now, and where it refuses again the rests go on from where they were.
        package func inNextRun(at now: Instant) -> Rest {
            let soon = now + BackOff.Pace.refused.first
            let next = backOff.next.flatMap { $0 > now ? min($0, soon) : nil }
            return Rest(member, BackOff(failures: backOff.failures, next: next))
        }
    }

    /// Not before that may `member` be dialled; nil is at once.
    package func rest(of member: MemberID) -> Instant? {
        rests.firstMatch { $0.member == member ? $0.backOff.next : nil }
    }

    /// Who is left alone for longer than ``interval``, since it misbehaves; in the order of their addresses.
    package var pauses: [Pause] = []

    /// From one probe of a member that misbehaves to the next.
    package struct Pause: Equatable, Sendable {
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

    /// From one probe of `member` to the next.
    package func interval(of member: MemberID) -> Duration {
        for pause in pauses where pause.member == member { return max(interval, pause.interval) }
        return interval
    }

    /// Steady while writes have a confirmed home, in a burst while they look for one, and patient once nobody waits
    /// any more. Steady too while the routed primary refuses us and nobody is held: it lives, and what it refuses does not
    /// change within milliseconds.
    /// - Parameters:
    ///   - members: as they are seen.
    ///   - isUrgent: whether it matters at once that a primary has fallen silent.
    ///   - isLooking: whether another agent wants to know what is seen now.
    ///   - isDrained: whether clients are held for a planned move, and wait for no probe.
    ///   - peers: who knows of a reason to ask a member at once that is left alone.
    package init(
        _ members: [MemberView], seen sightings: borrowing Sightings = Sightings(),
        verdict: borrowing WriteVerdict, isUrgent: Bool = false, isLooking: Bool = false, isDrained: Bool = false,
        peers: borrowing Peers = Peers(), reroute: borrowing Reroute, policy: borrowing Policy
    ) {
        let steady = isLooking ? min(policy.probeInterval, Peers.lookInterval) : policy.probeInterval
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
            members: members.map(\.member), interval: interval, timeout: policy.probeTimeout,
            awaitsPromotion: !isSettled)
        rests = members.filter { $0.backOff.next != nil && !peers.doubtsRest(of: $0.member) }.map {
            Rest($0.member, $0.backOff)
        }
        isCalm = isSettled && !isUrgent && reroute.hold.since == nil
        pauses = sightings.pauses(isCalm: isCalm)
    }
}
