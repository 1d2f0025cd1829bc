import PointsmanCore

/// Checks whether the fence's statement runs on each member as the app's role: otherwise PgBouncer lets no client of
/// the write database through.
package struct FenceCheck: DoctorCheck {
    package let name = "fence"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let refused = facts.members.compactMap { answer -> Verdict? in
            guard case .refused(let reason) = answer.fence else { return nil }
            return .problem(
                "the fence can't work at \(answer.member.id): \(reason)",
                cause: "each new connection of the write database is closed there, before and after a failover",
                cure: "\(FenceTrial.cure); the role is \(facts.user)")
        }
        if !refused.isEmpty { return refused }
        let tried = facts.members.count { $0.fence == .works }
        if tried == 0 { return [.unchecked(because: "the fence could be tried at no member")] }
        return [.ok("the fence works at \(tried) of \(facts.members.count) members as \(facts.user)")]
    }
}
