/// Owns what the probes have brought, a member each, in the order of their addresses.
package struct Sightings: Sendable {
    private struct Entry: Sendable {
        var member: MemberID
        var sighting = Sighting()
    }

    private var entries: [Entry] = []

    package init() {}

    package subscript(member: MemberID) -> Sighting? {
        index(of: member).map { entries[$0].sighting }
    }

    package mutating func take(_ observation: Observation, at moment: Instant) {
        update(observation.member) { $0.take(observation, at: moment) }
    }

    package mutating func lose(_ member: MemberID, _ failure: ProbeFailure, at moment: Instant) {
        update(member) { $0.lose(failure, at: moment) }
    }

    /// Forgets everybody but `members`.
    package mutating func keep(only members: [Member]) {
        guard entries.contains(where: { !Self.names(members, $0.member) }) else { return }
        entries.removeAll { !Self.names(members, $0.member) }
    }

    /// Whether `member` has been silent for `patience`, or was never heard of.
    package func isGone(_ member: MemberID, for patience: Duration, at moment: Instant) -> Bool {
        guard let index = index(of: member) else { return true }
        return entries[index].sighting.unansweredSince.map { moment - $0 >= patience } ?? false
    }

    /// The next moment at which a report turns into silence.
    package func nextExpiry(freshness: Duration) -> Instant? {
        var earliest: Instant?
        for entry in entries {
            guard let sent = entry.sighting.freshSince else { continue }
            earliest = min(earliest ?? sent, sent)
        }
        return earliest.map { $0 + freshness }
    }

    private func index(of member: MemberID) -> Int? {
        entries.firstIndex { $0.member == member }
    }

    private static func names(_ members: [Member], _ member: MemberID) -> Bool {
        members.contains { $0.id == member }
    }

    private mutating func update(_ member: MemberID, _ change: (inout Sighting) -> Void) {
        let position = entries.firstIndex { $0.member >= member } ?? entries.count
        if position == entries.count || entries[position].member != member {
            entries.insert(Entry(member: member), at: position)
        }
        change(&entries[position].sighting)
    }
}
