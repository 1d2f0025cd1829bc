import PointsmanCore
import PointsmanFormats

/// Whether discovery names members, whether they answer, and whether one of them takes writes.
package struct MembersCheck: DoctorCheck {
    package let name = "members"
    package let guide = GuideSection.internalNetworking

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        if case .unseen(let reason) = facts.discovery {
            return [
                .problem(
                    "no member is known: \(reason)", cause: "DNS does not answer, or does not know the name",
                    cure: "mend the host of database_url, discovery_name or resolver; `dig AAAA NAME @RESOLVER` "
                        + "asks the same")
            ]
        }
        let silent = facts.members.compactMap { member -> Verdict? in
            guard case .unseen(let reason) = member.report else { return nil }
            let complaint = PoolerComplaint(reason)
            return .warning(
                "\(member.member.id) can't be asked: \(reason)",
                cause: complaint?.meaning ?? "the server is down, or is not reached from here",
                cure: complaint?.cure(on: facts) ?? "start it; on Fly `member_port = 5433` is PostgreSQL's own port")
        }
        return silent + [primary(facts)]
    }

    private func primary(_ facts: DoctorFacts) -> Verdict {
        let primaries = facts.members.filter(\.isPrimary)
        let names = primaries.map { "\($0.member.id)" }.joined(separator: ", ")
        let answering = facts.members.count { $0.report.value != nil }
        let count = "\(answering) of \(facts.members.count) members answer"
        guard let first = primaries.first else {
            return .problem(
                "\(count), and none takes writes", cause: "every server that answers is a standby",
                cure: "promote one: that is the work of Patroni, repmgr, Fly's tools or yours; Pointsman follows")
        }
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
                cause: "default_transaction_read_only is on, as Fly sets "
                    + "it for a full disk",
                cure: "make room, then `ALTER SYSTEM RESET default_transaction_read_only` (or ALTER DATABASE, "
                    + "ALTER ROLE)")
        }
        return .ok("\(count); the primary is \(names), \(report.roundTrip.inMilliseconds) ms away")
    }
}
