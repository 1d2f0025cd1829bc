import PointsmanCore
import PointsmanFormats

/// Checks that auth_type, the users' file and the server's method fit together (pgbouncer.ini(5), auth_type and
/// "Authentication file format").
package struct AuthenticationTypeCheck: DoctorCheck {
    package let name = "auth-type"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let type = pooler.settings["auth_type"] ?? "md5"
            return clients(type, pooler, facts) + entry(type, facts) + server(facts) + given(facts)
        }
    }

    /// The method that clients are asked for.
    private func clients(_ type: String, _ pooler: PoolerFacts, _ facts: DoctorFacts) -> [Verdict] {
        let asked = facts.poolerAsks.value.map { ", and \(facts.user) is asked for \($0.word)" } ?? ""
        let evidence = "auth_type is \(type)\(asked)"
        switch type {
        case "trust", "any":
            let addresses = pooler.settings["listen_addr"] ?? ""
            let isOpen = !["", "127.0.0.1", "::1", "localhost"].contains(addresses)
            return [
                .of(
                    isOpen ? .problem : .notice, "\(evidence), on \(addresses.isEmpty ? "a Unix socket" : addresses)",
                    cause: "nobody is asked for a password", cure: facts.set("auth_type = scram-sha-256"))
            ]
        case "plain":
            return [
                .warning(
                    evidence, cause: "passwords cross the wire as they are",
                    cure: facts.set(
                        "auth_type = scram-sha-256"))
            ]
        case "md5":
            return [
                .notice(
                    evidence,
                    cause: """
                        md5 is obsolete (PostgreSQL 18 warns of it): who steals the hash logs in with it. Users whose \
                        entry is a SCRAM secret get SCRAM all the same
                        """,
                    cure: facts.set("auth_type = scram-sha-256") + "; plain passwords in the users' file do for it")
            ]
        default: return [.ok(evidence)]
        }
    }

    /// The entry of the app's user in the users' file.
    private func entry(_ type: String, _ facts: DoctorFacts) -> [Verdict] {
        judging(facts.userlist) { list in
            guard let entry = list.entry(facts.user) else { return [] }
            if entry.kind == .md5, type == "scram-sha-256" {
                return [
                    .problem(
                        "auth_type is scram-sha-256, and \(entry.name) has \(entry.kind.rawValue)",
                        cause: "SCRAM can't be done with an md5 hash: this user can't log in",
                        cure: "put the plain password or a SCRAM secret into \(list.path), then RELOAD")
                ]
            }
            return judging(facts.serverAsks) { asked in fit(entry, asked, list) }
        }
    }

    private func fit(_ entry: UserlistEntry, _ asked: AuthenticationMethod, _ list: UserlistFacts) -> [Verdict] {
        let evidence = "the server asks \(entry.name) for \(asked.word), and PgBouncer has \(entry.kind.rawValue)"
        switch (entry.kind, asked) {
        case (.md5, .scram):
            return [
                .problem(
                    evidence, cause: PoolerComplaint.wrongPasswordType.meaning,
                    cure: """
                        put the plain password into \(list.path) (mode 0600), then RELOAD; the guide's \
                        \"md5<hashed_password>\" works for a server that asks for md5 only
                        """)
            ]
        case (.scram, .md5), (.scram, .clearText), (.md5, .clearText):
            return [
                .problem(
                    evidence, cause: "what PgBouncer has can't answer that",
                    cure: "put the plain password into \(list.path) (mode 0600), then RELOAD")
            ]
        case (.scram, .scram):
            return [
                .notice(
                    evidence,
                    cause: """
                        that works where it is the server's own secret of that role, to the letter, and only for \
                        clients that logged in by SCRAM; min_pool_size can't open connections with it
                        """,
                    cure: "after each change of the password copy the secret anew, or put the plain password there")
            ]
        case (.none, .scram), (.none, .md5), (.none, .clearText):
            return [
                .problem(
                    evidence, cause: "PgBouncer has nothing to log in with",
                    cure: "put the password into \(list.path) (mode 0600), then RELOAD")
            ]
        default: return [.ok(evidence)]
        }
    }

    /// The servers to which PgBouncer would give the password by a method other than SCRAM: `require_auth` applies to
    /// the agent only.
    private func given(_ facts: DoctorFacts) -> [Verdict] {
        let asking = facts.members.compactMap { member -> String? in
            guard let asked = member.asks.value, asked == .clearText || asked == .md5 else { return nil }
            return "\(member.member.id) (\(asked.word))"
        }
        guard !asking.isEmpty else { return [] }
        return [
            .warning(
                "PgBouncer would give the password of \(facts.user) otherwise than by SCRAM to "
                    + asking.joined(separator: ", "),
                cause:
                    """
                    it answers whatever a server asks for, and knows no require_auth: in clear text whoever \
                    listens has the password, and by md5 a server in between can pass it on
                    """,
                cure: """
                    scram-sha-256 in pg_hba.conf of these members, with the password set anew under \
                    `password_encryption = 'scram-sha-256'`; until then sslmode=verify-full in database_url
                    """)
        ]
    }

    private func server(_ facts: DoctorFacts) -> [Verdict] {
        judging(facts.serverAsks) { asked in
            switch asked {
            case .trust:
                [
                    .notice(
                        "the server asks \(facts.user) for nothing", cause: "pg_hba.conf says trust for this address",
                        cure: "`host … scram-sha-256` in pg_hba.conf")
                ]
            case .md5:
                [
                    .notice(
                        "the server asks for md5",
                        cause: "md5 is obsolete, and PostgreSQL warns of it from 18 on",
                        cure: """
                            `SET password_encryption = 'scram-sha-256'`, set the passwords anew, then scram-sha-256 in \
                            pg_hba.conf
                            """)
                ]
            case .clearText:
                [
                    .warning(
                        "the server asks for the password in clear text",
                        cause: "pg_hba.conf says password (or ldap, pam)",
                        cure: "`hostssl … scram-sha-256` in pg_hba.conf")
                ]
            default: []
            }
        }
    }
}
