import PointsmanFormats

/// Checks by what means the agent can cut connections that hang on a lost server, and which clients that costs.
package struct SeveranceCheck: DoctorCheck {
    package let name = "severance"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.agent) { agent in
            guard let report = agent.severance else {
                return [.unchecked(because: "the agent has not reached its PgBouncer yet")]
            }
            let cure = report.cures.joined(separator: "; or ")
            switch report.way {
            case .sockets, .descriptors: return [.ok(report.sentence)]
            case .clients:
                return [
                    .notice(
                        report.sentence,
                        cause: "a client that is cut loses its connection to PgBouncer, not its transaction only",
                        cure: cure)
                ]
            case .pooler:
                return [
                    .warning(
                        report.sentence,
                        cause: """
                            when a primary hangs, writes are back about a second later than they could be, and clients \
                            that merely wait may lose their connections
                            """,
                        cure: cure)
                ]
            }
        }
    }
}
