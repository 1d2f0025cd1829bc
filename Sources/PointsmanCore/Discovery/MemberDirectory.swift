/// Owns who the members are: what discovery said last, and those that it no longer names but that still answered not
/// long ago. A discovery that fails changes nobody.
package struct MemberDirectory: Sendable {
    private struct Entry: Sendable {
        var member: Member
        var isNamed: Bool
    }

    private var entries: [Entry] = [] {
        didSet {
            members = entries.map(\.member)
            ids = members.map(\.id)
            unnamed = entries.filter { !$0.isNamed }.map(\.member.id)
            turn += 1
        }
    }
    /// Why the last round failed; nil after one that succeeded.
    package private(set) var failure: String? {
        didSet { turn += 1 }
    }
    /// Another number whenever something may have changed here.
    private(set) var turn = 0

    package init() {}

    /// In the order of their addresses.
    package private(set) var members: [Member] = []
    /// Of ``members``.
    package private(set) var ids: [MemberID] = []
    /// Those of ``members`` that the last round no longer named.
    package private(set) var unnamed: [MemberID] = []

    package mutating func take(_ result: DiscoveryResult) {
        switch result {
        case .failure(let reason):
            failure = reason
        case .members(let members):
            if members == self.members, unnamed.isEmpty, failure == nil { return }
            failure = nil
            let gone = entries.filter { entry in !members.contains { $0.id == entry.member.id } }
                .map { Entry(member: $0.member, isNamed: false) }
            entries = (members.map { Entry(member: $0, isNamed: true) } + gone)
                .sorted { $0.member.id < $1.member.id }
        }
    }

    /// Drops the members that discovery no longer names and that `isGone` says have been unanswered for long enough.
    package mutating func dropUnnamed(where isGone: (MemberID) -> Bool) {
        guard unnamed.contains(where: isGone) else { return }
        entries.removeAll { !$0.isNamed && isGone($0.member.id) }
    }
}
