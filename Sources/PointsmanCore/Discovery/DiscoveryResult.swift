/// The result of one round of discovery.
package enum DiscoveryResult: Codable, Equatable, Sendable {
    /// All members that DNS names. Never empty: an empty answer is a failure.
    case members([Member])
    /// Some members. A question that may have named others failed, as the sentence says. Removes no member.
    case partial([Member], String)
    /// A sentence that says which server was asked for what and what came back.
    case failure(String)

    /// The members that the result names, and why there may be others; nil if the round failed.
    package var named: (members: [Member], reason: String?)? {
        switch self {
        case .members(let members): (members, nil)
        case .partial(let members, let reason): (members, reason)
        case .failure: nil
        }
    }
}

extension DiscoveryResult {
    /// The most members that are taken, and the most regions, machines or targets that are asked for: a DNS answer must
    /// not make the agent dial without bound.
    package static let mostNames = 64

    /// `members` in the order of their addresses, each address once (its first entry counts); a failure with `reason`
    /// if there are none.
    /// - Parameter isWhole: whether every question that could have named a member was answered.
    init(_ members: [Member], isWhole: Bool = true, otherwise reason: @autoclosure () -> String) {
        var unique: [Member] = []
        var seen: Set<MemberID> = []
        for member in members where seen.insert(member.id).inserted {
            unique.append(member)
        }
        let sorted = unique.sorted { $0.id < $1.id }.prefix(Self.mostNames)
        if sorted.isEmpty {
            self = .failure(reason())
        } else {
            self = isWhole ? .members(Array(sorted)) : .partial(Array(sorted), reason())
        }
    }

    /// This result without the members that the operator excludes, for a caller that remembers no earlier round.
    package func without(_ exclusion: Exclusion) -> DiscoveryResult {
        guard named != nil else { return self }
        var directory = MemberDirectory(exclusion)
        directory.take(self)
        return directory.members.isEmpty
            ? .failure(directory.failure ?? "no member was found") : .members(directory.members)
    }
}
