import PointsmanConfiguration
import PointsmanCore

/// Checks server_connect_timeout: how long one connection attempt to a silent server blocks a pool.
package struct ConnectTimeoutCheck: DoctorCheck {
    package let name = "server_connect_timeout"
    package let guide = GuideSection.bestPractices

    /// The fence waits up to 2 s within a login for a standby's promotion.
    private static let least = Duration.seconds(3)

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            guard let timeout = pooler.settings.seconds("server_connect_timeout") else {
                return [.unchecked(because: "SHOW CONFIG has no server_connect_timeout")]
            }
            let hold = facts.configuration.policy.holdTimeout
            // A pool should not stand still for longer, however long a hold may be.
            let most = min(hold / 2, .seconds(10))
            let evidence = "server_connect_timeout is \(timeout.short), hold_timeout \(hold.short)"
            let cure = facts.set("server_connect_timeout = \(max(3, most.components.seconds))")
            if timeout > .zero, timeout < Self.least {
                return [
                    .warning(
                        evidence,
                        cause: "the fence waits up to 2 s within a login for a promotion, and is cut off", cure: cure)
                ]
            }
            guard timeout > most || timeout == .zero else { return [.ok(evidence)] }
            return [
                .warning(
                    evidence,
                    cause: """
                        a pool makes one login at a time: a dial to a server that is silent blocks it while clients \
                        wait
                        """,
                    cure: cure)
            ]
        }
    }
}
