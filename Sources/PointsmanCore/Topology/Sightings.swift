/// Owns what the probes have brought, a member each, in the order of their addresses.
package struct Sightings: Equatable, Sendable {
    private var entries: [(member: MemberID, sighting: Sighting)] = []

    package init() {}

    package static func == (left: Sightings, right: Sightings) -> Bool {
        left.entries.elementsEqual(right.entries) { $0 == $1 }
    }

    package subscript(member: MemberID) -> Sighting? {
        entries.first { $0.member == member }?.sighting
    }

    package mutating func take(_ observation: Observation, at moment: Instant) {
        update(observation.member) { $0.take(observation, at: moment) }
    }

    package mutating func lose(_ member: MemberID, _ failure: ProbeFailure, at moment: Instant) {
        update(member) { $0.lose(failure, at: moment) }
    }

    /// Forgets everybody but `members`.
    package mutating func keep(only members: [Member]) {
        let isKnown = { (member: MemberID) in members.contains { $0.id == member } }
        guard !entries.allSatisfy({ isKnown($0.member) }) else { return }
        entries.removeAll { !isKnown($0.member) }
    }

    /// Whether `member` has been silent for `patience`, or was never heard of.
    package func isGone(_ member: MemberID, for patience: Duration, at moment: Instant) -> Bool {
        guard let sighting = self[member] else { return true }
        return sighting.unansweredSince.map { moment - $0 >= patience } ?? false
    }

    /// The next moment at which a report turns into silence.
    package func nextExpiry(freshness: Duration) -> Instant? {
        var next: Instant?
        for entry in entries {
            guard let expiry = entry.sighting.expiry(freshness: freshness) else { continue }
            next = min(next ?? expiry, expiry)
        }
        return next
    }

    private mutating func update(_ member: MemberID, _ change: (inout Sighting) -> Void) {
        let position = entries.firstIndex { $0.member >= member } ?? entries.count
        if position == entries.count || entries[position].member != member {
            entries.insert((member, Sighting()), at: position)
        }
        change(&entries[position].sighting)
    }
}
