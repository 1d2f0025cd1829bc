import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// Checks whether PgBouncer's database for writes exists, is open, and leads to the primary.
package struct RouteCheck: DoctorCheck {
    package let name = "route"
    package let guide = GuideSection.standalone

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            guard let database = pooler.database(facts.writeDatabase) else { return [missing(facts)] }
            return closed(database, facts) + [target(database, facts)] + further(pooler, facts)
        }
    }

    /// The further databases for writes: each in which something is wrong, and how many are well.
    private func further(_ pooler: PoolerFacts, _ facts: DoctorFacts) -> [Verdict] {
        let own = facts.configuration.databasesIni
        let opened =
            own.leadsOthers ? pooler.databases.map(\.name).filter { !own.names.contains($0) && facts.isLed($0) } : []
        let names = own.writeNames.dropFirst() + opened
        var verdicts: [Verdict] = []
        var well = 0
        for name in names {
            guard let database = pooler.database(name) else {
                verdicts.append(
                    .problem(
                        "PgBouncer has no database \(name)",
                        cause:
                            "its line in [databases] is newer than the agent, or PgBouncer could not read databases.ini",
                        cure: "start the agent anew (`systemctl restart pointsman`), which PgBouncer's clients survive")
                )
                continue
            }
            let found =
                closed(database, facts) + [target(database, facts)].filter { $0.severity != .ok || !$0.isChecked }
            if found.isEmpty { well += 1 }
            verdicts += found
        }
        return verdicts
            + (well == 0 ? [] : [.ok("\(well) more \(well == 1 ? "database leads" : "databases lead") to the primary")])
    }

    private func missing(_ facts: DoctorFacts) -> Verdict {
        let evidence = "PgBouncer has no database \(facts.writeDatabase)"
        let file = facts.configuration.databasesFile
        guard !facts.isManaged else {
            return .problem(
                evidence, cause: "it could not read \(file) when it was told to (RELOAD)",
                cure: "SIGHUP to the agent; PgBouncer's log names the line that it can't read")
        }
        let reload = "RELOAD on its console"
        guard let inclusion = facts.inclusion.value else {
            return .problem(
                evidence, cause: "its ini file does not include \(file), or PgBouncer has not read it since",
                cure:
                    """
                    see that the line `%include \(file)` stands behind its last section, then \(reload); its log \
                    names the line that it can't read
                    """)
        }
        if !inclusion.isIncluded {
            return .problem(
                evidence, cause: "\(inclusion.ini) does not include \(file)",
                cure: "add the line `%include \(file)` behind its last section, then \(reload)")
        }
        if !inclusion.hasDatabase {
            return .problem(
                evidence,
                cause: """
                    \(inclusion.ini) includes \(file), which does not have it: no agent has written it, or one with \
                    another database_url
                    """,
                cure: "`pointsman run` with this configuration; it writes the file and has PgBouncer read it")
        }
        return .problem(
            evidence, cause: "\(inclusion.ini) includes \(file), which has it: PgBouncer has not read it, or may not",
            cure: "let PgBouncer's user read \(file) and its folders, then \(reload); its log says what it can't read")
    }

    private func closed(_ database: PooledDatabase, _ facts: DoctorFacts) -> [Verdict] {
        var verdicts: [Verdict] = []
        if database.shown.isPaused {
            let (cause, cure) = pause(database, facts)
            verdicts.append(
                .problem("PgBouncer's database \(database.name) is paused: its clients wait", cause: cause, cure: cure))
        }
        if database.shown.isDisabled {
            verdicts.append(
                .problem(
                    "PgBouncer's database \(database.name) is disabled: it turns clients away",
                    cause: "a hold ran out while databases.ini could not be written, or somebody has said DISABLE",
                    cure: """
                        make room where databases.ini is; `ENABLE \(database.name)` on the console once the route is \
                        right
                        """
                ))
        }
        return verdicts
    }

    /// Which process has paused it, and what ends that: `release` ends only an operator's hold.
    private func pause(_ database: PooledDatabase, _ facts: DoctorFacts) -> (cause: String, cure: String) {
        guard let agent = facts.agent.value else {
            return (
                "somebody has said PAUSE, and no agent answers that could know of it",
                "`pointsman release --without-agent`"
            )
        }
        if agent.isHeldByOperator { return ("an operator holds it", "`pointsman release`") }
        if agent.isHolding {
            return (
                "the agent holds its clients until there is a primary: \(agent.reason ?? "rule \(agent.rule)")",
                "mend what the agent names (the checks agent and members): then it lets them go; after hold_timeout they fail"
            )
        }
        return (
            "somebody has said PAUSE or KILL on the console, or a reroute has just begun",
            "`RESUME \(database.name)` on the console, where nobody needs the pause"
        )
    }

    private func target(_ database: PooledDatabase, _ facts: DoctorFacts) -> Verdict {
        guard let host = database.shown.host, let port = database.shown.port, !host.hasPrefix("/dev/") else {
            return .problem(
                "\(database.name) leads nowhere",
                cause: facts.agent.value == nil
                    ? "no agent answers that would lead it" : "the agent has found no primary yet",
                cure: facts.agent.value == nil
                    ? "`pointsman run`" : "see the check members: it says who answers, and what is in the way")
        }
        guard let address = IPAddress(host) else {
            return .ok("\(database.name) leads to \(host):\(port), a name that PgBouncer looks up itself")
        }
        let target = MemberID(address: address, port: port)
        guard case .seen(let primary) = facts.primary else {
            return .unchecked(
                because: "\(database.name) leads to \(target), and which member is the primary is not known")
        }
        if target == primary.id { return .ok("\(database.name) leads to the primary, \(target)") }
        if facts.members.first(where: { $0.member.id == target })?.isPrimary == true {
            return .ok("\(database.name) leads to \(target), which takes writes")
        }
        return .problem(
            "\(database.name) leads to \(target), but the primary is \(primary.id)",
            cause: facts.agent.value == nil
                ? "no agent answers that would follow it"
                : "the agent does not follow it",
            cure: facts.agent.value == nil ? "`pointsman run`" : "`pointsman status` has the rule that keeps it")
    }
}
