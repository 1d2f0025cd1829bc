import PointsmanFormats

/// Checks for sessions that are idle in a transaction: each keeps a server connection from other clients. This is the
/// leak of transaction mode, which the guide looks for in sv_idle.
package struct TransactionsCheck: DoctorCheck {
    package let name = "transactions"
    package let guide = GuideSection.connectionLeaks

    private static let suspicious = Duration.seconds(1)
    private static let long = Duration.seconds(30)

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.activity) { samples in
            guard let last = samples.last else { return [.unchecked(because: "the server's sessions were not seen")] }
            let held = samples.flatMap(\.sessions).filter(\.isIdleInTransaction)
            // The sessions that still are in the same state.
            let open = last.sessions.filter { $0.isIdleInTransaction && $0.stateAge >= Self.suspicious }
            guard let oldest = open.max(by: { $0.stateAge < $1.stateAge }) else {
                let passing = Set(held.map(\.processID)).count
                return [
                    .ok(
                        """
                        no session is idle in a transaction for long; \(passing) passed through in \
                        \(samples.count) samples
                        """)
                ]
            }
            let pooled = open.count(where: \.isPooled)
            let isFull = facts.allPoolers.compactMap(\.samples.last).flatMap(\.pools).contains { $0.clientsWaiting > 0 }
            let evidence =
                """
                \(open.count) idle in transaction (\(pooled) of them PgBouncer's), \(oldest.who) for \
                \(oldest.stateAge.short), after: \(oldest.statement.isEmpty ? "?" : oldest.statement)
                """
            return [
                .of(
                    oldest.stateAge >= Self.long || (isFull && pooled > 0) ? .problem : .warning, evidence,
                    cause: """
                        the app has begun a transaction and does something else before it ends it: a call to another \
                        service, an exception without ROLLBACK, a connection taken and not given back
                        """,
                    cure: "mend the app; as a bound " + facts.set("idle_transaction_timeout = 60")
                        + ", or `ALTER ROLE \(facts.user) SET idle_in_transaction_session_timeout = '60s'`")
            ]
        }
    }
}
