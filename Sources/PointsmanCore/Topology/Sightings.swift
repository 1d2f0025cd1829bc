/// Owns the results of the probes, one entry for each member, in the order of their addresses.
package struct Sightings: Sendable {
    private struct Entry: Sendable {
        let member: MemberID
        var sighting: Sighting
    }

    private var entries: [Entry] = []

    /// The back-offs that an earlier run of the agent has left, each until the member's first probe.
    private var rests: [ProbePlan.Rest]

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

    /// The next moment at which a report turns into silence; nil if there is no report.
    package func nextExpiry(freshness: Duration) -> Instant? {
        entries.lazy.compactMap { $0.sighting.freshSince }.min().map { $0 + freshness }
    }

    private mutating func update(_ member: MemberID, _ change: (inout Sighting) -> Void) {
        let position = entries.indices.first { entries[$0].member >= member } ?? entries.count
        if position == entries.count || entries[position].member != member {
            entries.insert(Entry(member: member, sighting: Sighting(resting: rest(of: member))), at: position)
        }
        change(&entries[position].sighting)
    }
}
