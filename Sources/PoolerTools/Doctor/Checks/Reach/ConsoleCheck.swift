import PointsmanConfiguration
import PointsmanFormats

/// Checks whether PgBouncer's console answers, to which user, and which release it is.
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
                    cure: facts.set("admin_users = …, \(console.user)"))
            ]
        }
        let count = pooler.databases.count
        return [.ok("PgBouncer \(version) answers; \(count) \(count == 1 ? "database" : "databases")")]
    }

    private func unreachable(_ facts: DoctorFacts) -> Verdict {
        let reason = if case .unseen(let reason) = facts.pooler { reason } else { "" }
        let evidence = "PgBouncer's console can't be asked: \(reason)"
        guard !facts.isManaged else {
            return .problem(
                evidence, cause: "no PgBouncer of the agent's runs, or this user may not ask it",
                cure: "`pointsman run` starts it; where it runs, ask as the agent's user with its --config or --cluster"
            )
        }
        let (cause, cure) = attached(reason, facts)
        return .problem(evidence, cause: cause, cure: cure)
    }

    private func attached(_ reason: String, _ facts: DoctorFacts) -> (cause: String, cure: String) {
        // PgBouncer always has a database of this name.
        if reason.contains("database \"pgbouncer\" does not exist") {
            return (
                "PostgreSQL itself answers there, no PgBouncer",
                "mend the port of pooler_console: PgBouncer's listen_port, 6432 as a rule"
            )
        }
        switch PoolerComplaint(reason) {
        case nil, .noServer:
            return (
                "PgBouncer does not run there, or does not answer",
                """
                start PgBouncer, or mend pooler_console: postgres://USER:PASSWORD@HOST:PORT/pgbouncer, USER one of \
                admin_users
                """
            )
        case .noEncryption?:
            return (
                "PgBouncer speaks no TLS to its clients, and the sslmode of pooler_console requires it",
                facts.set("client_tls_sslmode = allow, client_tls_key_file and client_tls_cert_file")
                    + "; or take sslmode out of pooler_console"
            )
        case .tooManyClients?:
            return (PoolerComplaint.tooManyClients.meaning, PoolerComplaint.tooManyClients.cure(on: facts))
        case .noSuchUser?, .wrongPassword?, .wrongServerPassword?, .noPassword?:
            return (
                "the user or the password of pooler_console is not one that PgBouncer knows",
                "mend user and password of pooler_console: those of one of admin_users, with its line in auth_file"
            )
        case let other?: return (other.meaning, "mend pooler_console")
        }
    }
}
