/// Owns who the members are: what discovery said last, and those that it no longer names but that still answered not
/// long ago.
///
/// What a round of discovery could not tell changes no member: one that fails leaves all as it was, one that is partial
/// takes no member away, and a name or a region that it lacks stays what an earlier round told. A member that the operator
/// excludes by its name is left out as long as its name is unknown.
package struct MemberDirectory: Sendable {
    private struct Entry: Equatable, Sendable {
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
    /// Why the last round failed, or what it could not tell; nil after one that told all.
    package private(set) var failure: String?

    package init(_ exclusion: Exclusion = Exclusion([])) {
        self.exclusion = exclusion
    }

    /// In the order of their addresses.
    package private(set) var members: [Member] = []
    /// Of ``members``.
    package private(set) var ids: [MemberID] = []
    /// Those of ``members`` that the last round no longer named.
    package private(set) var unnamed: [MemberID] = []

    /// Takes another list of members to leave alone. Those that it names go at once, where that leaves any; those that it no
    /// longer names come with the next round of discovery.
    package mutating func exclude(_ exclusion: Exclusion) {
        guard exclusion != self.exclusion else { return }
        self.exclusion = exclusion
        let kept = entries.filter { exclusion.answer(on: $0.member) != .excluded }
        if kept != entries, !kept.isEmpty { entries = kept }
    }

    package mutating func take(_ result: DiscoveryResult) {
        guard let (found, gap) = result.named else {
            if case .failure(let reason) = result { failure = reason }
            return
        }
        let filled = found.map { member in member.filled(from: members.first { $0.id == member.id }) }
        let answers = filled.map { exclusion.answer(on: $0) }
        let allowed = zip(filled, answers).filter { $0.1 == .allowed }.map(\.0)
        let excluded = zip(filled, answers).filter { $0.1 == .excluded }.map(\.0.id)
        let unknown = zip(filled, answers).filter { $0.1 == .unknown }.map(\.0.id)
        // A round of which the list leaves no member is no word about the others, as one that fails.
        let takesAway = gap == nil && (!allowed.isEmpty || found.isEmpty)
        let others = entries.filter { entry in
            !allowed.contains { $0.id == entry.member.id } && !excluded.contains(entry.member.id)
        }
        .map { Entry(member: $0.member, isNamed: $0.isNamed && !takesAway) }
        entries = (allowed.map { Entry(member: $0, isNamed: true) } + others).sorted { $0.member.id < $1.member.id }
        failure = Self.reason(found.count, allowed, excluded, unknown) ?? gap
    }

    /// What an operator should know of the members that were left out; nil where that changes nothing for him.
    private static func reason(
        _ count: Int, _ allowed: [Member], _ excluded: [MemberID], _ unknown: [MemberID]
    ) -> String? {
        guard unknown.isEmpty else {
            let addresses = unknown.map(\.description).joined(separator: ", ")
            return
                "DNS does not tell the name of \(addresses), and exclude has names: it is left out until its name is "
                + "known (exclude by address works without names)"
        }
        guard allowed.isEmpty, count > 0 else { return nil }
        return (count == 1 ? "the only member found is" : "all \(count) members found are") + " on the exclude list"
    }

    /// Drops the members that discovery no longer names and that `isGone` says have been unanswered for long enough.
    package mutating func dropUnnamed(where isGone: (MemberID) -> Bool) {
        guard unnamed.contains(where: isGone) else { return }
        entries.removeAll { !$0.isNamed && isGone($0.member.id) }
    }
}
