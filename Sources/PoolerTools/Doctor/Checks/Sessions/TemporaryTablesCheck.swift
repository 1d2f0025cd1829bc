import PointsmanConfiguration
import PointsmanFormats

/// Checks for temporary tables that outlive their transaction if sessions are shared.
package struct TemporaryTablesCheck: DoctorCheck {
    package let name = "temporary-tables"
    package let guide = GuideSection.poolModes

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let (sessions, verdict) = SharedSessions.look(facts, for: .temporaryTable)
        guard let sessions else { return [verdict].compactMap(\.self) }
        let left = sessions.residues.first { $0.temporaryTables > 0 }
        let samples = facts.activity.value ?? []
        let there = samples.map(\.temporaryTables).max() ?? 0
        let database = facts.configuration.database.database
        let unpooled = samples.last?.sessions.contains { !$0.isPooled && $0.database == database } ?? true
        let isCertain = there > 0 && !unpooled && (samples.last?.sessions.contains(where: \.isPooled) ?? false)
        let cause =
            """
            the table stays with the server's session: the client that made it misses it in the next, and others \
            find it
            """
        let cure = "`ON COMMIT DROP`, or a table of its own; pool_mode = session where that can't be"
        if sessions.usersText != nil || left != nil || isCertain {
            let parts = [
                sessions.usersText,
                left.map { "process \($0.processID) of the pool holds \($0.temporaryTables)" },
                isCertain ? "\(there) in the database, all of whose sessions are PgBouncer's" : nil,
            ]
            return [
                .problem(
                    "temporary tables in \(sessions.names): " + parts.compactMap(\.self).joined(separator: "; "),
                    cause: cause,
                    cure: cure)
            ]
        }
        guard there > 0 else { return [.ok("none in \(sessions.watched)")] }
        return [
            .notice(
                """
                \(there) temporary tables in the database, whose sessions are not all PgBouncer's; whose they are \
                can't be told
                """,
                cause: "if they are made through the pooler: \(cause)", cure: cure)
        ]
    }
}
