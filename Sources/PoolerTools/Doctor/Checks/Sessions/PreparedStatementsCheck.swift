import PointsmanFormats

/// Checks for prepared statements if sessions are shared. The guide says that transaction mode supports them: those of
/// the protocol it does from PgBouncer 1.21 on, with max_prepared_statements above 0; those of SQL it never does.
package struct PreparedStatementsCheck: DoctorCheck {
    package let name = "prepared-statements"
    package let guide = GuideSection.poolModes

    private static let since = PgBouncerVersion(major: 1, minor: 21)
    /// Parts of the drivers' names, and how to tell each driver not to prepare.
    private static let drivers = [
        ("postgrex", "Postgrex: `prepare: :unnamed`"), ("asyncpg", "asyncpg: `statement_cache_size=0`"),
        ("jdbc", "JDBC: `prepareThreshold=0`"), ("npgsql", "Npgsql: `Max Auto Prepare=0`"),
        ("sqlx", "sqlx: `statement_cache_capacity(0)`"), ("rails", "Rails: `prepared_statements: false`"),
    ]

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let (sessions, verdict) = SharedSessions.look(facts, for: .prepared)
        let support = support(facts)
        guard let sessions else {
            return [verdict].compactMap(\.self) + (verdict?.isChecked == false ? support.verdicts : [])
        }
        let bySQL = sessions.residues.filter { $0.preparedBySQL > 0 }
        let byProtocol = sessions.residues.filter { $0.preparedByProtocol > 0 }
        var verdicts: [Verdict] = []
        if sessions.usersText != nil || !bySQL.isEmpty {
            let left = bySQL.first.map {
                "process \($0.processID) of the pool holds \($0.preparedBySQL) made by PREPARE"
            }
            verdicts.append(
                .problem(
                    "PREPARE or EXECUTE in \(sessions.names): "
                        + [sessions.usersText, left].compactMap(\.self).joined(separator: "; "),
                    cause: """
                        the next EXECUTE may run in another session, where there is no such statement (26000), or one \
                        of another client's (42P05); PgBouncer's support is for those of the protocol only
                        """,
                    cure: "have the driver prepare by the protocol, or not at all"))
        }
        if !support.isSupported, let first = byProtocol.first {
            verdicts.append(
                .problem(
                    """
                    process \(first.processID) of the pool holds \(first.preparedByProtocol) prepared statements \
                    of a client's, and \(support.why)
                    """,
                    cause: "the next use may run in another session, where there is no such statement (26000)",
                    cure: support.cure))
        }
        return verdicts.isEmpty ? support.verdicts : verdicts
    }

    private struct Support {
        var isSupported: Bool
        var why: String
        var cure: String
        var verdicts: [Verdict]
    }

    private func support(_ facts: DoctorFacts) -> Support {
        guard let pooler = facts.pooler.value, let version = pooler.version else {
            return Support(isSupported: true, why: "", cure: "", verdicts: [])
        }
        let most = pooler.settings.integer("max_prepared_statements") ?? 0
        let hints = Self.drivers.filter { driver in
            pooler.applications.contains { $0.lowercased().contains(driver.0) }
        }.map(\.1)
        let off =
            "have the driver not prepare (\((hints.isEmpty ? Self.drivers.map(\.1) : hints).joined(separator: ", ")))"
        if version < Self.since {
            let why = "PgBouncer \(version) can't carry prepared statements from session to session (1.21 can)"
            let cure = "install PgBouncer 1.21 or later and set max_prepared_statements = 200, or \(off)"
            return Support(isSupported: false, why: why, cure: cure, verdicts: [absence(hints, why, cure)])
        }
        guard most > 0 else {
            let why = "max_prepared_statements is 0"
            let cure = facts.set("max_prepared_statements = 200") + ", or \(off)"
            return Support(isSupported: false, why: why, cure: cure, verdicts: [absence(hints, why, cure)])
        }
        return Support(
            isSupported: true, why: "", cure: "",
            verdicts: [
                .ok(
                    "PgBouncer \(version) with max_prepared_statements = \(most) carries those of the protocol")
            ])
    }

    /// A driver that is known to prepare raises this to a warning.
    private func absence(_ hints: [String], _ why: String, _ cure: String) -> Verdict {
        guard !hints.isEmpty else {
            return .notice(
                "none was seen; \(why)",
                cause: "most drivers prepare unless they are told not to", cure: cure)
        }
        return .warning(
            "clients whose driver prepares unless it is told not to (\(hints.joined(separator: ", "))); \(why)",
            cause: "a statement that was prepared in one session is missing in the next (26000)", cure: cure)
    }
}
