import PointsmanConfiguration
import PointsmanCore

/// Checks the timeouts that end clients which are merely held.
package struct WaitingCheck: DoctorCheck {
    package let name = "waiting-timeouts"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let hold = facts.configuration.policy.holdTimeout
            let longer = Int(hold.components.seconds) + 30
            let found = [
                (
                    "query_wait_timeout", longer, Severity.problem,
                    "a client that is held is failed"
                ),
                (
                    "client_login_timeout", max(60, longer), .warning,
                    "a new client that is held while it logs in is dropped"
                ),
                (
                    "query_timeout", 0, .warning,
                    "it counts from a query's arrival, so that a query that is held is failed"
                ),
            ].compactMap { key, good, severity, cause -> Verdict? in
                guard let value = pooler.settings.seconds(key), value > .zero, value <= hold else { return nil }
                // A client logs in after the hold has begun, so the same time is long enough.
                if key == "client_login_timeout", value == hold { return nil }
                return .of(
                    severity, "\(key) is \(value.short), hold_timeout \(hold.short)",
                    cause: "\(cause) before a hold is over: the reroute that should cost it nothing costs it its query",
                    cure: facts.set("\(key) = \(good)") + ", or a shorter hold_timeout in [pointsman]")
            }
            if pooler.settings.seconds("query_wait_timeout") == .zero {
                return found + [
                    .notice(
                        "query_wait_timeout is 0", cause: "clients that get no server wait for ever",
                        cure: facts.set("query_wait_timeout = 120"))
                ]
            }
            return found.isEmpty
                ? [
                    .ok(
                        "query_wait_timeout and the others outlast hold_timeout (\(hold.short))")
                ] : found
        }
    }
}
