/// Owns what trials of the fence have brought, by member.
struct FenceTrials: Sendable {
    private var refusals: [(member: MemberID, reason: String)] = []

    mutating func take(_ trial: FenceTrial, at member: MemberID) {
        refusals.removeAll { $0.member == member }
        if case .refused(let reason) = trial { refusals.append((member, reason)) }
    }

    /// What an operator should know of these, in their order.
    func notices(of members: [MemberID]) -> [String] {
        refusals.isEmpty ? [] : members.compactMap { notice(of: $0) }
    }

    /// Why no client of the write database is let through at `member`, were it the primary; nil where nothing says so.
    func notice(of member: MemberID?) -> String? {
        guard let refusal = refusals.firstMatch({ $0.member == member ? $0 : nil }) else { return nil }
        return
            "the fence can't work at \(refusal.member): \(refusal.reason); until it does no client of the write database "
            + "is let through there: \(FenceTrial.cure)"
    }
}
