import PointsmanAgent
import PointsmanFormats

/// Whether PgBouncer's console answers, to whom, and which release it is.
package struct ConsoleCheck: DoctorCheck {
    package let name = "console"
    package let guide = GuideSection.monitoring

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        guard case .seen(let pooler) = facts.pooler else { return [unreachable(facts)] }
        guard let version = pooler.version, version >= .oldest else {
            return [
                .problem(
                    "PgBouncer \(pooler.version.map { "\($0)" } ?? "of an unknown release")",
                    cause: "Pointsman refuses a PgBouncer older than \(PgBouncerVersion.oldest)",
                    cure: "install a newer PgBouncer: 1.21 or later has prepared statements in transaction mode, too")
            ]
        }
        if case .attached(let console, _) = facts.configuration.pooler,
            !pooler.settings.names("admin_users").contains(console.user)
        {
            return [
                .problem(
                    "the user \(console.user) of pooler_console may look at PgBouncer \(version) only",
                    cause: "it is none of admin_users, and the agent has to PAUSE, RELOAD and RESUME",
                    cure: facts.set("admin_users = \(console.user)"))
            ]
        }
        let count = pooler.databases.count
        return [.ok("PgBouncer \(version) answers; \(count) \(count == 1 ? "database" : "databases")")]
    }

    private func unreachable(_ facts: DoctorFacts) -> Verdict {
        let reason = if case .unseen(let reason) = facts.pooler { reason } else { "" }
        let complaint = PoolerComplaint(reason)
        let cure =
            facts.isManaged
            ? "`pointsman run` starts it; where it runs, ask as the agent's user with its RUNTIME_DIRECTORY"
            : "start PgBouncer, or mend pooler_console: postgres://USER:PASSWORD@HOST:PORT/pgbouncer, USER one of "
                + "admin_users"
        return .problem(
            "PgBouncer's console can't be asked: \(reason)",
            cause: complaint.map(\.meaning) ?? "PgBouncer does not run there, or this user may not ask "
                + "it", cure: cure)
    }
}
