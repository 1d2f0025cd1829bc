/// Checks the status of the running agent.
package struct AgentCheck: DoctorCheck {
    package let name = "agent"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.agent) { agent in
            let head: Verdict =
                agent.isReady && !agent.isDegraded
                ? .ok("ready, rule \(agent.rule), \(agent.primary.map { "writes go to \($0)" } ?? "no route yet")")
                : .problem(
                    "\(agent.isReady ? "degraded" : "not ready"): \(agent.reason ?? "it does not say why"); rule \(agent.rule)",
                    cause: agent.isHeldByOperator
                        ? "an operator holds the clients"
                        : agent.isReady
                            ? "its clients wait or fail, as they would at any instance"
                            : "this instance can't serve now",
                    cure: agent.isHeldByOperator
                        ? "`pointsman release`"
                        : "mend what the reason names; `pointsman status` has it with the members as the agent sees them"
                )
            return [head] + agent.notices.map { .notice("the agent notes: \($0)") }
        }
    }
}
