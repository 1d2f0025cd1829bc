/// Checks for SET if sessions are shared: the next client gets the setting, and the client that set it may not.
package struct SessionSettingsCheck: DoctorCheck {
    package let name = "session-settings"
    package let guide = GuideSection.poolModes

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let (sessions, verdict) = SharedSessions.look(facts, for: .setting)
        guard let sessions else { return [verdict].compactMap(\.self) }
        let left = sessions.residues.first { !$0.settings.isEmpty }
        guard sessions.usersText != nil || left != nil else { return [.ok("no SET in \(sessions.watched)")] }
        let residue = left.map {
            "process \($0.processID) of the pool still has \($0.settings.joined(separator: ", "))"
        }
        return [
            .problem(
                "SET in \(sessions.names): "
                    + [sessions.usersText, residue].compactMap(\.self).joined(separator: "; "),
                cause: """
                    the setting stays with the server's session: other clients get it, and the one who set it gets \
                    another session next
                    """,
                cure: """
                    `SET LOCAL` in the transaction, `ALTER ROLE \(facts.user) SET …`, or options in the URL; pool_mode \
                    = session where that can't be
                    """)
        ]
    }
}
