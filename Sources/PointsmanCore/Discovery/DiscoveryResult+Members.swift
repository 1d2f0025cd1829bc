extension DiscoveryResult {
    /// The most members that are taken, and the most regions, machines or targets that are asked for: what DNS says must
    /// not make us dial without bound.
    package static let mostNames = 64

    /// `members` in the order of their addresses, each address once (the first of its kind counts); a failure with
    /// `reason` where there are none.
    init(_ members: [Member], otherwise reason: @autoclosure () -> String) {
        var unique: [Member] = []
        var seen: Set<MemberID> = []
        for member in members where seen.insert(member.id).inserted {
            unique.append(member)
        }
        let sorted = unique.sorted { $0.id < $1.id }.prefix(Self.mostNames)
        self = sorted.isEmpty ? .failure(reason()) : .members(Array(sorted))
    }
}
