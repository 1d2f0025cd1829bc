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
    /// any more.
    /// - Parameters:
    ///   - isUrgent: whether it matters at once that a primary has fallen silent.
    ///   - isLooking: whether another agent wants to know what is seen now.
    package init(
        _ members: [MemberID], seen sightings: Sightings = Sightings(), verdict: WriteVerdict, isUrgent: Bool = false,
        isLooking: Bool = false, reroute: Reroute, policy: Policy
    ) {
        let steady = isLooking ? min(policy.probeInterval, Peers.lookInterval) : policy.probeInterval
        let isSettled =
            verdict.target != nil || verdict.rule == .readOnly || verdict.rule == .contested
            || (verdict.rule == .refused && verdict.action == .keep)
        let interval =
            switch verdict.action {
            case .refuse: min(policy.probeInterval, policy.burstInterval * 25)
            default: isSettled && !isUrgent && reroute.hold.since == nil ? steady : policy.burstInterval
            }
        self.init(
            members: members, interval: interval, timeout: policy.probeTimeout,
            awaitsPromotion: !isSettled)
        isCalm = isSettled && !isUrgent && reroute.hold.since == nil
        pauses = sightings.pauses(isCalm: isCalm)
    }
}
