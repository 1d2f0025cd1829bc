/// Owns what the probes have brought, a member each, in the order of their addresses.
package struct Sightings: Sendable {
    private(set) var members: [MemberID] = [] {
        didSet { turn += 1 }
    }
    /// Of ``members``.
    private(set) var sightings: [Sighting] = []
    /// Of ``members``: how many probes of each have brought something.
    private(set) var moves: [Int] = []
    /// Another number whenever more has come than how far a server is by now.
    private(set) var turn = 0

    /// What an earlier run of the agent has left of members that refused it, until their first probe.
    private var rests: [ProbePlan.Rest]

    package init(resting rests: [ProbePlan.Rest] = []) {
        self.rests = rests
    }

    package subscript(member: MemberID) -> Sighting? {
        index(of: member).map { sightings[$0] }
    }

    /// The latest of each member that has reported, however long ago.
    var reports: [ServerReport] { sightings.compactMap(\.report) }

    func index(of member: MemberID) -> Int? {
        for index in members.indices where members[index] == member { return index }
        return nil
    }

    /// Until when `member` is left alone.
    func backOff(of member: MemberID) -> BackOff {
        index(of: member).map { sightings[$0].backOff } ?? rest(of: member)
    }

    private func rest(of member: MemberID) -> BackOff {
        rests.firstMatch { $0.member == member ? $0.backOff : nil } ?? BackOff()
    }

    /// Has every member be asked at once.
    mutating func stopResting() {
        rests = []
        turn += 1
        for index in sightings.indices { sightings[index].stopResting() }
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

    /// Forgets everybody but `named`.
    package mutating func keep(only named: [Member]) {
        if members.agrees(with: named, { $0 == $1.id }) { return }
        for index in members.indices.reversed() where !named.contains(where: { $0.id == members[index] }) {
            members.remove(at: index)
            sightings.remove(at: index)
            moves.remove(at: index)
        }
    }

    /// Whether `member` has been silent for `patience`, or was never heard of.
    package func isGone(_ member: MemberID, for patience: Duration, at moment: Instant) -> Bool {
        guard let index = index(of: member) else { return true }
        return sightings[index].unansweredSince.map { moment - $0 >= patience } ?? false
    }

    /// Who is left alone for a while, and for how long.
    func pauses(isCalm: Bool) -> [ProbePlan.Pause] {
        var pauses: [ProbePlan.Pause] = []
        for index in members.indices {
            let pause = sightings[index].pause(isCalm: isCalm)
            if pause > .zero { pauses.append(.init(member: members[index], interval: pause)) }
        }
        return pauses
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

    private mutating func update(_ member: MemberID, _ change: (inout Sighting) -> Bool) {
        let position = members.firstIndex { $0 >= member } ?? members.count
        if position == members.count || members[position] != member {
            members.insert(member, at: position)
            sightings.insert(Sighting(resting: rest(of: member)), at: position)
            moves.insert(0, at: position)
        }
        moves[position] += 1
        if change(&sightings[position]) { turn += 1 }
    }
}
