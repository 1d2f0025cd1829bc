/// Checks for LISTEN if sessions are shared: notifications go to the client that has the session.
package struct ListenCheck: DoctorCheck {
    package let name = "listen"
    package let guide = GuideSection.poolModes

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let (sessions, verdict) = SharedSessions.look(facts, for: .listening)
        guard let sessions else { return [verdict].compactMap(\.self) }
        let left = sessions.residues.first { $0.channels > 0 }
        guard sessions.usersText != nil || left != nil else { return [.ok("no LISTEN in \(sessions.watched)")] }
        let residue = left.map { "process \($0.processID) of the pool listens to \($0.channels) channels" }
        return [
            .problem(
                "LISTEN in \(sessions.names): "
                    + [sessions.usersText, residue].compactMap(\.self).joined(separator: "; "),
                cause: "the notifications of a session come to the client that has it just then, or to nobody",
                cure: """
                    a connection of its own past the pooler for LISTEN (Postgrex.Notifications, Oban's notifier), or a \
                    database with pool_mode = session for it; NOTIFY itself may go through the pooler
                    """)
        ]
    }
}
