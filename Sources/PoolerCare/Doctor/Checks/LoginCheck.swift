import PointsmanFormats

/// Whether the app's role gets in: at the primary itself, and through the pooler.
package struct LoginCheck: DoctorCheck {
    package let name = "login"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        way("direct to the primary", facts.direct, facts) + way("through the pooler", facts.pooled, facts)
    }

    private func way(_ way: String, _ trial: Gathered<ConnectionTrial>, _ facts: DoctorFacts) -> [Verdict] {
        switch trial {
        case .unseen(let reason): return [.unchecked(because: "the way \(way) can't be tried: \(reason)")]
        case .seen(let trial):
            guard let failure = trial.failure else {
                return [.ok("\(facts.user) logs in \(way), \(trial.timings.count) of \(trial.timings.count) times")]
            }
            let complaint = PoolerComplaint(failure)
            return [
                .problem(
                    "\(facts.user) can't work \(way): \(failure)",
                    cause: complaint?.meaning ?? "the words are those of the server or of PgBouncer",
                    cure: complaint?.cure(on: facts) ?? "PgBouncer's log and the server's have more")
            ]
        }
    }
}
