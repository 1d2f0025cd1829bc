extension ReadinessRule.Question {
    /// A sentence on the primary that the verdict names and that no longer takes writes.
    var absence: String {
        let names = verdict.members.map(\.description).joined(separator: ", ")
        guard let member = verdict.members.first, let view = members.first(where: { $0.member == member }) else {
            return "the primary \(names) is gone"
        }
        switch view.standing {
        case .standby: return "demoted: \(member) is a standby now, \(others(than: member))"
        case .stale: return "\(member) is back below the fence, \(others(than: member))"
        case .foreign: return "\(member) belongs to another cluster now, \(others(than: member))"
        case .unknown(let failure?) where view.isBlind || failure.isMisbehaviour:
            return "the primary \(names) \(failure.text)"
        case .unknown, .readOnly, .writable: return "the primary \(names) is gone"
        }
    }

    private func others(than member: MemberID) -> String {
        let behind = members.filter { $0.member != member && $0.standing == .stale }.map(\.member.description)
        guard !behind.isEmpty else { return "no member takes writes" }
        return "and \(behind.joined(separator: ", ")) takes writes below the fence, which count for nothing"
    }
}
