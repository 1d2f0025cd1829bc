/// Checks server_login_retry: how long PgBouncer waits after a login that failed.
package struct LoginRetryCheck: DoctorCheck {
    package let name = "server_login_retry"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            guard let retry = pooler.settings.seconds("server_login_retry") else {
                return [.unchecked(because: "SHOW CONFIG has no server_login_retry")]
            }
            let evidence = "server_login_retry is \(retry.short)"
            guard retry > .seconds(1) else { return [.ok(evidence)] }
            return [
                .warning(
                    evidence,
                    cause: """
                        after one failed login the pool waits so long before the next, counted from the last failure, \
                        and a new target does not end that: a primary that is back after a second is used after \
                        \(retry.short)
                        """,
                    cure: facts.set("server_login_retry = 0.02"))
            ]
        }
    }
}
