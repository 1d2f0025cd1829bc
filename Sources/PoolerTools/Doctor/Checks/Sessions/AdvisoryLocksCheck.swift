/// Checks for session-level advisory locks if sessions are shared: another session can't release them.
package struct AdvisoryLocksCheck: DoctorCheck {
    package let name = "advisory-locks"
    package let guide = GuideSection.poolModes

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let (sessions, verdict) = SharedSessions.look(facts, for: .advisoryLock)
        guard let sessions else { return [verdict].compactMap(\.self) }
        // A lock that an idle session holds is not one of a transaction.
        let kept = (facts.activity.value ?? []).flatMap { sample in
            sample.sessions.filter {
                $0.isPooled && $0.state == "idle" && sample.advisoryLocks[$0.processID, default: 0] > 0
            }
        }
        let left = sessions.residues.first { $0.advisoryLocks > 0 }
        guard kept.first != nil || left != nil || sessions.usersText != nil else {
            return [.ok("none is kept by an idle session of the pool's in \(sessions.watched)")]
        }
        let parts = [
            kept.first.map {
                "\(Set(kept.map(\.processID)).count) idle sessions of PgBouncer's hold one, such as \($0.who)"
            },
            left.map { "process \($0.processID) of the pool holds \($0.advisoryLocks)" }, sessions.usersText,
        ]
        return [
            .problem(
                "advisory locks in \(sessions.names): " + parts.compactMap(\.self).joined(separator: "; "),
                cause: """
                    the lock stays with the server's session: pg_advisory_unlock in another one does nothing, and \
                    whoever gets this session has the lock already
                    """,
                cure: """
                    `pg_advisory_xact_lock`, which ends with its transaction; migrations and job runners that lock a \
                    session (Ecto, Oban, Rails) connect past the pooler, or by pool_mode = session
                    """)
        ]
    }
}
