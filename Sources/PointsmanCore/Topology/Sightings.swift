/// Owns what the probes have brought, a member each, in the order of their addresses.
package struct Sightings: Sendable {
    private var members: [MemberID] = []
    /// Of ``members``.
    private var sightings: [Sighting] = []

    package init() {}

    package subscript(member: MemberID) -> Sighting? {
        guard let index = members.firstIndex(of: member) else { return nil }
        return sightings[index]
    }

    /// The latest of each member that has reported, however long ago.
    var reports: [ServerReport] { sightings.compactMap(\.report) }

    /// What is known of `member` at `moment`, with the report if it counts.
    func view(of member: MemberID, at moment: Instant, freshness: Duration, besides owner: Sighting?) -> MemberView {
        guard let index = members.firstIndex(of: member) else { return MemberView(member) }
        let silence = sightings[index].silence(at: moment, freshness: freshness, besides: owner)
        return MemberView(member, sightings[index], silence: silence)
    }

    package mutating func take(_ observation: Observation, at moment: Instant) {
        update(observation.member) { $0.take(observation, at: moment) }
    }

    package mutating func lose(_ member: MemberID, _ failure: ProbeFailure, at moment: Instant) {
        update(member) { $0.lose(failure, at: moment) }
    }

    mutating func answers(_ member: MemberID) {
        update(member) { $0.answers() }
    }

    /// Forgets everybody but `named`.
    package mutating func keep(only named: [Member]) {
        if members.agrees(with: named, { $0 == $1.id }) { return }
        for index in members.indices.reversed() where !named.contains(where: { $0.id == members[index] }) {
            members.remove(at: index)
            sightings.remove(at: index)
        }
    }

    /// Whether `member` has been silent for `patience`, or was never heard of.
    package func isGone(_ member: MemberID, for patience: Duration, at moment: Instant) -> Bool {
        guard let index = members.firstIndex(of: member) else { return true }
        return sightings[index].unansweredSince.map { moment - $0 >= patience } ?? false
    }

    /// The next moment at which a report turns into silence.
    package func nextExpiry(freshness: Duration) -> Instant? {
        var earliest: Instant?
        for index in sightings.indices {
            guard let sent = sightings[index].freshSince else { continue }
            earliest = min(earliest ?? sent, sent)
        }
        return earliest.map { $0 + freshness }
    }

    private mutating func update(_ member: MemberID, _ change: (inout Sighting) -> Void) {
        let position = members.firstIndex { $0 >= member } ?? members.count
        if position == members.count || members[position] != member {
            members.insert(member, at: position)
            sightings.insert(Sighting(), at: position)
        }
        change(&sightings[position])
    }
}
