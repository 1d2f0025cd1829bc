/// Owns the results of the trials of the fence, by member.
struct FenceTrials: Codable, Sendable {
    private struct Refusal: Codable, Sendable {
        let member: MemberID
        let reason: String
    }

    private var refusals: [Refusal] = []

    mutating func take(_ trial: FenceTrial, at member: MemberID) {
        refusals.removeAll { $0.member == member }
        if case .refused(let reason) = trial { refusals.append(Refusal(member: member, reason: reason)) }
    }

    /// The notices about these members, in their order.
    func notices(of members: [MemberID]) -> [String] {
        refusals.isEmpty ? [] : members.compactMap { notice(of: $0) }
    }

    /// Why `member` lets no client of the write database through if it is the primary; nil if nothing is known against
    /// it.
    func notice(of member: MemberID?) -> String? {
        guard let refusal = refusals.firstMatch({ $0.member == member ? $0 : nil }) else { return nil }
        return
            "the fence can't work at \(refusal.member): \(refusal.reason); until it does no client of the write database "
            + "is let through there: \(FenceTrial.cure)"
    }
}
