import PointsmanConfiguration
import PointsmanCore

/// Checks server_check_query, PgBouncer's and Pointsman's: whether it runs, and how long it takes.
package struct CheckQueryCheck: DoctorCheck {
    package let name = "server_check_query"
    package let guide = GuideSection.connectionLeaks

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        setting(facts)
            + judging(facts.checkQueries) { answers in answers.map { verdict($0, facts) } }
    }

    private func setting(_ facts: DoctorFacts) -> [Verdict] {
        guard let pooler = facts.pooler.value, let query = pooler.settings["server_check_query"] else { return [] }
        // "<empty>", the default from 1.25 on, sends an empty query; an empty text sends none.
        if query.isEmpty {
            return [
                .notice(
                    "PgBouncer's server_check_query is empty",
                    cause: "a connection that died while idle is noticed by the client that gets it",
                    cure: facts.set("server_check_query = select 1"))
            ]
        }
        if pooler.settings.seconds("server_check_delay") == .zero {
            return [
                .notice(
                    "server_check_delay is 0",
                    cause: "each time that a connection is handed out costs a round trip more",
                    cure: facts.set("server_check_delay = 30"))
            ]
        }
        return []
    }

    private func verdict(_ answer: CheckQueryAnswer, _ facts: DoctorFacts) -> Verdict {
        let isOurs = answer.owner == CheckQueryAnswer.ours
        let cure =
            isOurs
            ? "set `server_check_query = select 1` in [pointsman]"
            : facts.isManaged
                ? "set `server_check_query = select 1` in [pointsman], which sets PgBouncer's too"
                : facts.set("server_check_query = select 1")
        switch answer.time {
        case .unseen(let reason):
            return .problem(
                "\(answer.owner) server_check_query fails on the primary: \(reason)",
                cause: isOurs
                    ? "each probe runs it: no member counts as alive"
                    : "PgBouncer closes each connection that it checks, and dials anew", cure: cure)
        case .seen(let time):
            let limit = isOurs ? facts.configuration.policy.probeTimeout : .milliseconds(500)
            let evidence = "\(answer.owner) server_check_query takes \(time.inMilliseconds) ms on the primary"
            if time >= limit {
                return .problem(
                    evidence,
                    cause: isOurs
                        ? "that is more than probe_timeout (\(limit.short)): no probe succeeds"
                        : "each client that gets a connection idle for server_check_delay waits for it", cure: cure)
            }
            if time >= limit / 5 {
                return .warning(
                    evidence,
                    cause: """
                        it runs for each probe, or for each connection that was idle; on a busy server it takes longer \
                        still
                        """,
                    cure: cure)
            }
            return .ok(evidence)
        }
    }
}

extension CheckQueryAnswer {
    package static let ours = "Pointsman's"
    package static let poolers = "PgBouncer's"
}
