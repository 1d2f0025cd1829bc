import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// Checks whether the app's role can log in: at the primary itself, and through the pooler.
package struct LoginCheck: DoctorCheck {
    package let name = "login"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        pending(facts) + way(direct(facts), facts.direct, facts, isDirect: true)
            + way(
                facts.configuration.poolerURL == nil ? "through the pooler" : "through the pooler (pooler_url)",
                facts.pooled, facts)
    }

    private func pending(_ facts: DoctorFacts) -> [Verdict] {
        guard let sentence = facts.agent.value?.pendingLogin else { return [] }
        let key = facts.configuration.isPasswordInFile ? "password_file" : "database_url"
        return [
            .warning(
                sentence,
                cause: "a rotation that has come half way: \(key) has the new password, the server the one before",
                cure: "`ALTER ROLE \(facts.user) PASSWORD …` with the new one: the agent notices it within seconds"
                    + (facts.isManaged ? ", and gives it to PgBouncer" : "")
                    + ". Or the one of before in \(key), then SIGHUP to the agent")
        ]
    }

    /// If no primary is known, the first member is tried.
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
            let user = isDirect ? facts.user : facts.configuration.poolerURL?.user ?? facts.user
            guard let failure = trial.failure else {
                return [.ok("\(user) logs in \(way), \(trial.timings.count) of \(trial.timings.count) times")]
            }
            let evidence = "\(user) can't work \(way): \(failure)"
            if isDirect {
                let refusal = MemberRefusal(failure, facts)
                return [.problem(evidence, cause: refusal.cause, cure: refusal.cure)]
            }
            if facts.configuration.poolerURL != nil, let refusal = poolerURL(failure, facts) {
                return [.problem(evidence, cause: refusal.cause, cure: refusal.cure)]
            }
            // A refused connection is not a refusal by PgBouncer.
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

    /// What is wrong with `pooler_url`, which only this way uses; nil if it may not be the fault.
    private func poolerURL(_ failure: String, _ facts: DoctorFacts) -> (cause: String, cure: String)? {
        let sentence = AppLoginRefusal.sentence(failure, key: "pooler_url")
        guard sentence != failure else { return nil }
        let cause = String(sentence.dropLast(failure.count + 2))
        if case .startupParameter = PoolerComplaint(failure) {
            return (
                cause,
                "take that parameter out of pooler_url and of the app's own URL, or "
                    + facts.set("ignore_startup_parameters = \(Self.parameter(in: failure))")
            )
        }
        let cure = "mend pooler_url, then SIGHUP to the agent: it is the app's own URL for PgBouncer"
        return (cause, facts.isManaged ? cure + "; without it the agent takes pooler_listen and database_url" : cure)
    }

    private static func parameter(in failure: String) -> Substring {
        failure.split(separator: "unsupported startup parameter: ").last.flatMap {
            $0.split(whereSeparator: { $0 == " " || $0 == "=" || $0 == "," }).first
        } ?? "…"
    }
}
