import PointsmanCore

/// Checks whether discovery names members, whether they answer, and whether one of them takes writes.
package struct MembersCheck: DoctorCheck {
    package let name = "members"
    package let guide = GuideSection.internalNetworking

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        if case .unseen(let reason) = facts.discovery { return [undiscovered(reason)] }
        let silent = facts.members.compactMap { member -> Verdict? in
            guard case .unseen(let reason) = member.report else { return nil }
            let refusal = MemberRefusal(reason, facts)
            return .warning("\(member.member.id) can't be asked: \(reason)", cause: refusal.cause, cure: refusal.cure)
        }
        return silent + [primary(facts)]
    }

    private func undiscovered(_ reason: String) -> Verdict {
        let evidence = "no member is known: \(reason)"
        if reason.contains("exclude") {
            return .problem(
                evidence, cause: "`exclude` leaves out all that discovery has found",
                cure: "take what must not be left out off `exclude`")
        }
        if reason.contains("NXDOMAIN") {
            return .problem(
                evidence, cause: "DNS answers, and knows no such name",
                cure: "mend the host of database_url or discovery_name; or set `resolver` to a DNS server that knows it"
            )
        }
        if reason.contains("an empty answer") {
            return .problem(
                evidence, cause: "DNS knows the name, and has no record of the kind that was asked for",
                cure:
                    "give it an address (A or AAAA; for discovery = srv an SRV record whose targets have one), or mend the name"
            )
        }
        return .problem(
            evidence, cause: "no DNS server has given a usable answer",
            cure:
                "mend `resolver` or /etc/resolv.conf, or the DNS server itself; `dig AAAA NAME @RESOLVER` asks the same"
        )
    }

    private func primary(_ facts: DoctorFacts) -> Verdict {
        let primaries = facts.members.filter(\.isPrimary)
        let names = primaries.map { "\($0.member.id)" }.joined(separator: ", ")
        let answering = facts.members.count { $0.report.value != nil }
        let count = "\(answering) of \(facts.members.count) members answer"
        guard let first = primaries.first else { return noPrimary(count, answering, facts) }
        let servers = Set(primaries.compactMap { $0.report.value?.server }).count
        if servers > 1 {
            return .problem(
                "\(count), and \(servers) take writes: \(names)",
                cause: "a split brain, or a restored copy beside its origin",
                cure: "`pointsman status` has the rule; stop the one that must not take writes")
        }
        guard let report = first.report.value else { return .ok(count) }
        if report.isReadOnly {
            return .problem(
                "the primary, \(names), refuses writes",
                cause: "default_transaction_read_only is on, as Fly sets it for a full disk",
                cure: """
                    make room, then `ALTER SYSTEM RESET default_transaction_read_only` (or ALTER DATABASE, \
                    ALTER ROLE)
                    """)
        }
        return .ok("\(count); the primary is \(names), \(report.roundTrip.inMilliseconds) ms away")
    }

    /// The verdict if no primary is seen. A member that can't be asked need not be a standby.
    private func noPrimary(_ count: String, _ answering: Int, _ facts: DoctorFacts) -> Verdict {
        let silent = facts.members.filter { $0.report.value == nil }.map { "\($0.member.id)" }.joined(separator: ", ")
        if answering == 0, facts.agent.value?.pendingLogin != nil {
            return .notice(
                "\(count) to the password that was read last: whether one of them takes writes is not known here",
                cause: "the agent goes on with the password of before, which this command does not have",
                cure: "`pointsman status` says what the agent sees; see the check login")
        }
        if answering == 0 {
            return .problem(
                "\(count): whether one of them takes writes is not known",
                cause: "none can be asked, for what is told of each",
                cure: "follow what is told of each member here")
        }
        if !silent.isEmpty {
            return .problem(
                "\(count), and none of these takes writes",
                cause: "those are standbys, and of \(silent) nothing is known",
                cure:
                    """
                    have \(silent) answer, as is told here; or where it is gone for good have a standby promoted \
                    (Patroni, repmgr, Fly's tools or you)
                    """)
        }
        return .problem(
            "\(count), and none takes writes", cause: "every server that answers is a standby",
            cure: "promote one: that is the work of Patroni, repmgr, Fly's tools or yours; Pointsman follows")
    }
}
