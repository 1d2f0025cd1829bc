import PointsmanCore
import PointsmanFormats

/// Checks for databases of the same PgBouncer that lead to a member without the agent: neither the fence nor a reroute
/// applies to them.
package struct OtherDatabasesCheck: DoctorCheck {
    package let name = "other-databases"
    package let guide = GuideSection.standalone

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let fallback = facts.inclusion.value?.fallback
            // The databases that the line `*` has made are reported with that line.
            let others = pooler.databases.filter { database in
                !facts.isLed(database.name)
                    && (fallback == nil || database.shown.host != fallback?.host
                        || database.shown.port != fallback?.port)
            }
            let byAnyName = anyName(fallback, facts)
            let straight = others.filter { leadsToMember($0.shown.host, $0.shown.port, facts) }
            guard !straight.isEmpty else {
                if !byAnyName.isEmpty { return byAnyName }
                return [
                    Verdict.ok(
                        others.isEmpty
                            ? "PgBouncer has no database but the agent's"
                            : "\(others.count) more of PgBouncer's databases lead to no member")
                ] + unknown(facts)
            }
            let list = straight.map { "\($0.name) (\($0.shown.host ?? ""):\($0.shown.port.map { "\($0)" } ?? ""))" }
            return byAnyName + [
                .warning(
                    "straight to a member \(straight.count == 1 ? "leads" : "lead") \(list.joined(separator: ", "))",
                    cause:
                        """
                        the agent leads \(facts.ledDatabases.joined(separator: " and ")) only: whoever uses \
                        another name goes on to the old server after a failover, and no fence keeps him from \
                        writing to a stale one
                        """,
                    cure:
                        """
                        let its clients use \(facts.writeDatabase), or take its line out of PgBouncer's ini \
                        file; another database of the same cluster can have an agent of its own
                        """)
            ]
        }
    }

    /// The verdict on a line `*`, which PgBouncer shows only once a client has used another name.
    private func anyName(_ fallback: Inclusion.Fallback?, _ facts: DoctorFacts) -> [Verdict] {
        guard let fallback, let ini = facts.inclusion.value?.ini, leadsToMember(fallback.host, fallback.port, facts)
        else {
            return []
        }
        return [
            .warning(
                "\(ini) has a line `*` that leads straight to a member (\(fallback.host ?? ""):\(fallback.port))",
                cause:
                    """
                    each name but \(facts.ledDatabases.joined(separator: " and ")) leads there, a misspelt one \
                    too: its clients go on to the old server after a failover, and no fence keeps them from \
                    writing to a stale one
                    """,
                cure:
                    """
                    take the line `*` out of PgBouncer's ini file, then RELOAD; a further database of the same \
                    cluster can have an agent of its own
                    """)
        ]
    }

    private func unknown(_ facts: DoctorFacts) -> [Verdict] {
        guard !facts.isManaged, case .unseen(let reason) = facts.inclusion else { return [] }
        return [.unchecked(because: "whether PgBouncer has a line `*` is not known: \(reason)")]
    }

    /// Whether a host is a member, by its address or by a name with a member's address.
    private func leadsToMember(_ host: String?, _ port: UInt16?, _ facts: DoctorFacts) -> Bool {
        guard let host, let port else { return false }
        let hosts = host.split(separator: ",").map(String.init)
        let addresses = hosts.flatMap { host -> [IPAddress] in
            if let address = IPAddress(host) { return [address] }
            if host == "localhost" { return [.v4(0x7F00_0001)] }
            return facts.poolerNames.first { $0.name == host }?.addresses ?? []
        }
        return facts.members.contains { $0.member.id.port == port && addresses.contains($0.member.id.address) }
    }
}
