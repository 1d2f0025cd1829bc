import PointsmanConfiguration
import PointsmanCore

/// Compares hold_timeout with the time that the HA manager takes to promote.
package struct FailoverTimesCheck: DoctorCheck {
    package let name = "hold_timeout"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.manager) { found in
            let hold = facts.configuration.policy.holdTimeout
            guard let times = found else {
                return [.ok("hold_timeout is \(hold.short); no Patroni answers beside the members")]
            }
            guard let objection = times.objection(to: hold) else {
                return [.ok("hold_timeout is \(hold.short); Patroni promotes within \(times.longest.short)")]
            }
            return [
                .warning(
                    objection,
                    cause: """
                        clients wait for hold_timeout at most, and Patroni notices by its ttl that a primary is gone
                        """,
                    cure: """
                        set `hold_timeout = \(times.fittingHoldSeconds)s` in [pointsman], or lower ttl and loop_wait \
                        with `patronictl edit-config`
                        """)
            ]
        }
    }
}
