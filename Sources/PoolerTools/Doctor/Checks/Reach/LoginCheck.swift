import PointsmanCore
import PointsmanFormats

/// Whether the app's role gets in: at the primary itself, and through the pooler.
package struct LoginCheck: DoctorCheck {
    package let name = "login"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        way(direct(facts), facts.direct, facts, isDirect: true) + way("through the pooler", facts.pooled, facts)
    }

    /// Where no primary is known the first member is tried.
    private func direct(_ facts: DoctorFacts) -> String {
        if facts.primaryOrOnly.value == nil, let member = facts.members.first?.member {
            return "direct to \(member.id)"
        }
        return "direct to the primary"
    }

    private func way(
        _ way: String, _ trial: Gathered<ConnectionTrial>, _ facts: DoctorFacts, isDirect: Bool = false
    ) -> [Verdict] {
        switch trial {
        case .unseen(let reason): return [.unchecked(because: "the way \(way) can't be tried: \(reason)")]
        case .seen(let trial):
            guard let failure = trial.failure else {
                return [.ok("\(facts.user) logs in \(way), \(trial.timings.count) of \(trial.timings.count) times")]
            }
            let evidence = "\(facts.user) can't work \(way): \(failure)"
            if isDirect {
                let refusal = MemberRefusal(failure, facts)
                return [.problem(evidence, cause: refusal.cause, cure: refusal.cure)]
            }
            // To dial PgBouncer is not to be refused by it.
            if ["Connection refused", "No such file"].contains(where: failure.contains) {
                return [.problem(evidence, cause: "PgBouncer does not listen there", cure: "see the check console")]
            }
            let complaint = PoolerComplaint(failure)
            return [
                .problem(
                    evidence,
                    cause: complaint?.meaning ?? "the words are those of the server or of PgBouncer",
                    cure: complaint?.cure(on: facts) ?? "PgBouncer's log and the server's have more")
            ]
        }
    }
}
