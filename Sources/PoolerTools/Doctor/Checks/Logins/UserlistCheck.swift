import PointsmanFormats

/// Compares PgBouncer's users' file with the server: whether it has the app's user with the right password, and each
/// user has a role.
package struct UserlistCheck: DoctorCheck {
    package let name = "userlist"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.userlist) { list in
            let found = file(list) + app(list, facts) + lookup(list, facts) + logins(list, facts) + roles(list, facts)
            guard found.isEmpty else { return found }
            let count = "\(list.path) has \(list.entries.count) \(list.entries.count == 1 ? "user" : "users")"
            guard list.entry(facts.user) == nil else { return [.ok("\(count), \(facts.user) among them")] }
            return [.ok("\(count); \(facts.user) is none of them, and is looked up by auth_user")]
        }
    }

    private func file(_ list: UserlistFacts) -> [Verdict] {
        var verdicts: [Verdict] = []
        if let flaw = list.flaw {
            verdicts.append(
                .problem(
                    "line \(flaw.line) of \(list.path) can't be read: \(flaw.sentence)",
                    cause: "PgBouncer stops there: users behind it are missing",
                    cure: "write \"USER\" \"PASSWORD\", a quote inside doubled"))
        }
        if let leftOut = list.leftOut {
            verdicts.append(
                .warning(
                    "line \(leftOut.line) of \(list.path) is not judged here: \(leftOut.sentence)",
                    cause: "PgBouncer takes any bytes, and Pointsman text only", cure: "save the file as UTF-8"))
        }
        if list.isPublic {
            verdicts.append(
                .warning(
                    "\(list.path) may be read by everybody", cause: "passwords and hashes stand in it",
                    cure: "`chmod 0600 \(list.path)`, owned by PgBouncer's user"))
        }
        return verdicts
    }

    private func app(_ list: UserlistFacts, _ facts: DoctorFacts) -> [Verdict] {
        guard let entry = list.entry(facts.user) else {
            if let user = facts.pooler.value?.settings["auth_user"], !user.isEmpty { return [] }
            return [
                .problem(
                    "\(list.path) has no user \(facts.user), and there is no auth_user",
                    cause: PoolerComplaint.noSuchUser.meaning,
                    cure: facts.isManaged
                        ? "SIGHUP to the agent, which writes that file by database_url"
                        : PoolerComplaint.noSuchUser.cure(on: facts))
            ]
        }
        guard entry.isTheURLs == false else { return [] }
        return [
            .problem(
                "\(entry.name) has another password in \(list.path) than in database_url",
                cause: "one of the two was changed and the other was not",
                cure: facts.isManaged
                    ? "SIGHUP to the agent: it gives PgBouncer the one of database_url or password_file once the server takes it"
                    : "find out which one the server takes (below), and write it into both, then RELOAD")
        ]
    }

    /// The user that asks the server for other users (auth_user) logs in with its entry in the same file.
    private func lookup(_ list: UserlistFacts, _ facts: DoctorFacts) -> [Verdict] {
        guard let user = facts.pooler.value?.settings["auth_user"], !user.isEmpty, user != facts.user,
            let asked = facts.serverAsks.value, [.scram, .md5, .clearText].contains(asked)
        else { return [] }
        let kind = list.entry(user)?.kind ?? .none
        guard kind != .plain, !(kind == .md5 && asked == .md5) else { return [] }
        return [
            .problem(
                "auth_user is \(user), for whom \(list.path) has \(list.entry(user).map(\.kind.rawValue) ?? "no line")",
                cause:
                    """
                    PgBouncer logs in to the server as auth_user before it knows any client: only the password \
                    itself will do, and without it nobody is found whom the file doesn't name
                    """,
                cure: facts.isManaged
                    ? "give \(user) a line \"\(user)\" \"PASSWORD\" in pooler_users_file (mode 0600), then SIGHUP to the agent"
                    : "give \(user) a line \"\(user)\" \"PASSWORD\" in \(list.path) (mode 0600), then RELOAD")
        ]
    }

    /// Plain passwords that the server refuses.
    private func logins(_ list: UserlistFacts, _ facts: DoctorFacts) -> [Verdict] {
        list.entries.compactMap { entry in
            guard case .refused(let words) = entry.login else { return nil }
            let complaint = PoolerComplaint(words)
            return .problem(
                "the server does not let \(entry.name) in with the password of \(list.path): \(words)",
                cause: complaint?.meaning ?? "the words are the server's",
                cure: complaint?.cure(on: facts) ?? "ask its log")
        }
    }

    private func roles(_ list: UserlistFacts, _ facts: DoctorFacts) -> [Verdict] {
        guard case .seen(let server) = facts.server else { return [] }
        let known = facts.pooler.value?.settings
        let consoles = (known?.names("admin_users") ?? []) + (known?.names("stats_users") ?? [])
        let strangers = list.entries.map(\.name).filter { name in
            name != facts.user && !consoles.contains(name) && server.role(name) == nil
        }
        guard !strangers.isEmpty else { return [] }
        return [
            .warning(
                """
                \(list.path) has users that are no roles of the server: \
                \(strangers.sorted().joined(separator: ", "))
                """,
                cause: "they get past PgBouncer, and then the server refuses them",
                cure: "`CREATE ROLE … LOGIN PASSWORD …` on the server, or take their lines out")
        ]
    }
}
