/// Owns the results of the probes, one entry for each member, in the order of their addresses.
package struct Sightings: Codable, Sendable {
    private struct Entry: Codable, Sendable {
        let member: MemberID
        var sighting: Sighting
    }

    private var entries: [Entry] = []

    /// The back-offs that an earlier run of the agent has left, each until the member's first probe.
    private var rests: [ProbePlan.Rest]

    /// The longer time for which reports have counted so far, and when probes have come by the present one.
    private var former: Former?
    /// When this agent was at work last.
    private var workedAt: Instant?
    /// When this agent went on after it had stood still for longer than a report counts; nil if it never did.
    private(set) var wentOnAt: Instant?

    private struct Former: Codable, Sendable {
        let freshness: Duration
        let until: Instant
    }

    package init(resting rests: [ProbePlan.Rest] = []) {
        self.rests = rests
    }

    package subscript(member: MemberID) -> Sighting? {
        index(of: member).map { entries[$0].sighting }
    }

    /// The runs that were seen to refuse writes, at any address, and when their probes were sent.
    var refusals: [(run: ServerIdentity, sent: Instant)] {
        entries.compactMap { entry in
            let sighting = entry.sighting
            guard sighting.isRefusal, let run = sighting.identity, let sent = sighting.reportSent else { return nil }
            return (run, sent)
        }
    }

    /// The latest report of each member that has reported, however long ago.
    var reports: [ServerReport] { entries.compactMap(\.sighting.report) }

    private func index(of member: MemberID) -> Int? {
        entries.indices.first { entries[$0].member == member }
    }

    /// The back-off of `member`.
    func backOff(of member: MemberID) -> BackOff {
        index(of: member).map { entries[$0].sighting.backOff } ?? rest(of: member)
    }

    private func rest(of member: MemberID) -> BackOff {
        rests.firstMatch { $0.member == member ? $0.backOff : nil } ?? BackOff()
    }

    /// Allows the next probe of every member at once.
    mutating func stopResting() {
        rests = []
        for index in entries.indices { entries[index].sighting.stopResting() }
    }

    package mutating func take(_ observation: Observation, seed: UInt64 = 0, at moment: Instant) {
        update(observation.member) { $0.take(observation, seed: seed, at: moment) }
    }

    package mutating func lose(_ member: MemberID, _ failure: ProbeFailure, at moment: Instant) {
        update(member) { $0.lose(failure, at: moment) }
    }

    mutating func answers(_ member: MemberID) {
        update(member) { $0.answers() }
    }

    /// Forgets all members except `named`.
    package mutating func keep(only named: [Member]) {
        entries.removeAll { entry in !named.contains { $0.id == entry.member } }
    }

    /// Whether `member` has been silent for `patience`, or was never asked.
    package func isGone(_ member: MemberID, for patience: Duration, at moment: Instant) -> Bool {
        guard let index = index(of: member) else { return true }
        return entries[index].sighting.unansweredSince.map { moment - $0 >= patience } ?? false
    }

    /// The misbehaving members that are left alone for a while, and for how long.
    func pauses(isCalm: Bool) -> [ProbePlan.Pause] {
        entries.compactMap { entry in
            let pause = entry.sighting.pause(isCalm: isCalm)
            return pause > .zero ? ProbePlan.Pause(member: entry.member, interval: pause) : nil
        }
    }

    /// Notes that members are asked by `policy` from now on, and were asked by `old`: a report that was sent by longer
    /// intervals counts for as long as it did, until one must have come by the present intervals.
    mutating func follow(_ policy: Policy, after old: Policy, at moment: Instant) {
        let before = freshness(old, at: moment)
        guard policy.freshness < before else { return }
        former = Former(freshness: before, until: moment + policy.freshness)
    }

    /// Notes that this agent is at work.
    mutating func work(_ policy: Policy, at moment: Instant) {
        if let workedAt, moment - workedAt >= freshness(policy, at: moment) { wentOnAt = moment }
        workedAt = moment
    }

    /// How long a report counts.
    func freshness(_ policy: borrowing Policy, at moment: Instant) -> Duration {
        guard let former, moment < former.until else { return policy.freshness }
        return max(former.freshness, policy.freshness)
    }

    /// The next moment at which a report turns into silence; nil if there is no report.
    package func nextExpiry(_ policy: borrowing Policy, at moment: Instant) -> Instant? {
        let freshness = freshness(policy, at: moment)
        guard let first = entries.lazy.compactMap({ $0.sighting.freshSince }).min() else { return nil }
        guard let former, moment < former.until else { return first + freshness }
        return min(first + freshness, former.until)
    }

    private mutating func update(_ member: MemberID, _ change: (inout Sighting) -> Void) {
        let position = entries.indices.first { entries[$0].member >= member } ?? entries.count
        if position == entries.count || entries[position].member != member {
            entries.insert(Entry(member: member, sighting: Sighting(resting: rest(of: member))), at: position)
        }
        change(&entries[position].sighting)
    }
}
