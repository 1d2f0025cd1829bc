/// Owns the list of members: those that discovery named last, and those that it no longer names but that answered
/// recently.
///
/// What a round of discovery could not tell changes no member: a failed round leaves all as it was, a partial one
/// removes no member, and a name or region that the round lacks stays as an earlier round told it. If the operator
/// excludes members by name, a member whose name is unknown is left out.
package struct MemberDirectory: Codable, Sendable {
    private struct Entry: Codable, Equatable, Sendable {
        var member: Member
        var isNamed: Bool
    }

    private var exclusion: Exclusion
    private var entries: [Entry] = [] {
        didSet {
            members = entries.map(\.member)
            ids = members.map(\.id)
            unnamed = entries.filter { !$0.isNamed }.map(\.member.id)
        }
    }
    /// Why the last round failed, or what it could not tell; nil after a complete round.
    package private(set) var failure: String?

    /// The names on the list that no member had in the last round that told all of them.
    private var idleNames: [String] = [] {
        didSet {
            let names = idleNames.joined(separator: ", ")
            notice =
                idleNames.isEmpty
                ? nil : "exclude has \(names), and no member has that name: it leaves no member out"
        }
    }

    /// What an operator should know of the list; nil if each of its names is a member's.
    package private(set) var notice: String?

    package init(_ exclusion: Exclusion = Exclusion([])) {
        self.exclusion = exclusion
    }

    /// The members in the order of their addresses.
    package private(set) var members: [Member] = []
    /// The identifiers of ``members``.
    package private(set) var ids: [MemberID] = []
    /// Those of ``members`` that the last round did not name.
    package private(set) var unnamed: [MemberID] = []

    /// Takes another list of excluded members. Those that it names are removed at once, unless no member would be left;
    /// those that it no longer names come back with the next round of discovery.
    package mutating func exclude(_ exclusion: Exclusion) {
        guard exclusion != self.exclusion else { return }
        self.exclusion = exclusion
        idleNames = []
        let kept = entries.filter { exclusion.answer(on: $0.member) != .excluded }
        if kept != entries, !kept.isEmpty { entries = kept }
    }

    package mutating func take(_ result: DiscoveryResult) {
        guard let (found, gap) = result.named else {
            if case .failure(let reason) = result { failure = reason }
            return
        }
        let filled = found.map { member in member.filled(from: members.first { $0.id == member.id }) }
        // A name that is not known yet may be the one that is meant.
        if gap == nil, !filled.contains(where: { $0.name == .unknown }) {
            idleNames = exclusion.idleNames(among: filled)
        }
        let answers = filled.map { exclusion.answer(on: $0) }
        let allowed = zip(filled, answers).filter { $0.1 == .allowed }.map(\.0)
        let excluded = zip(filled, answers).filter { $0.1 == .excluded }.map(\.0.id)
        let unknown = zip(filled, answers).filter { $0.1 == .unknown }.map(\.0.id)
        // A round of which the exclusion leaves no member says nothing of the other members, as a failed round does.
        let takesAway = gap == nil && (!allowed.isEmpty || found.isEmpty)
        let others = entries.filter { entry in
            !allowed.contains { $0.id == entry.member.id } && !excluded.contains(entry.member.id)
        }
        .map { Entry(member: $0.member, isNamed: $0.isNamed && !takesAway) }
        entries = (allowed.map { Entry(member: $0, isNamed: true) } + others).sorted { $0.member.id < $1.member.id }
        failure = Self.reason(found.count, allowed, excluded, unknown) ?? gap
    }

    /// What an operator should know of the members that were left out; nil if there is nothing to tell.
    private static func reason(
        _ count: Int, _ allowed: [Member], _ excluded: [MemberID], _ unknown: [MemberID]
    ) -> String? {
        guard unknown.isEmpty else {
            let addresses = unknown.map(\.description).joined(separator: ", ")
            return
                unknown.count == 1
                ? "DNS does not tell the name of \(addresses), and exclude has names: it is left out until its name is "
                    + "known (exclude by address works without names)"
                : "DNS does not tell the names of \(addresses), and exclude has names: they are left out until their "
                    + "names are known (exclude by address works without names)"
        }
        guard allowed.isEmpty, count > 0 else { return nil }
        return (count == 1 ? "the only member found is" : "all \(count) members found are") + " on the exclude list"
    }

    /// Drops the members that discovery no longer names and for which `isGone` is true: unanswered for long enough.
    package mutating func dropUnnamed(where isGone: (MemberID) -> Bool) {
        guard unnamed.contains(where: isGone) else { return }
        entries.removeAll { !$0.isNamed && isGone($0.member.id) }
    }
}
