import PointsmanCore
import PointsmanFormats

/// Databases of the same PgBouncer that lead to a member though the agent does not lead them: neither the fence nor a reroute is
/// theirs.
package struct OtherDatabasesCheck: DoctorCheck {
    package let name = "other-databases"
    package let guide = GuideSection.standalone

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let others = pooler.databases.filter { !facts.ledDatabases.contains($0.name) }
            guard !others.isEmpty else { return [.ok("PgBouncer has no database but the agent's")] }
            let straight = others.filter { leadsToMember($0, facts) }
            guard !straight.isEmpty else {
                return [.ok("\(others.count) more of PgBouncer's databases lead to no member")]
            }
            let list = straight.map { "\($0.name) (\($0.shown.host ?? ""):\($0.shown.port.map { "\($0)" } ?? ""))" }
            return [
                .warning(
                    "straight to a member \(straight.count == 1 ? "leads" : "lead") \(list.joined(separator: ", "))",
                    cause:
                        "the agent leads \(facts.ledDatabases.joined(separator: " and ")) only: whoever uses another name "
                        + "goes on to the old server after a failover, and no fence keeps him from writing to a stale one",
                    cure:
                        "let its clients use \(facts.writeDatabase), or take its line out of PgBouncer's ini file; another "
                        + "database of the same cluster can have an agent of its own")
            ]
        }
    }

    /// By its address, or by a name that has a member's address.
    private func leadsToMember(_ database: PooledDatabase, _ facts: DoctorFacts) -> Bool {
        guard let host = database.shown.host, let port = database.shown.port else { return false }
        let hosts = host.split(separator: ",").map(String.init)
        let addresses = hosts.flatMap { host -> [IPAddress] in
            if let address = IPAddress(host) { return [address] }
            if host == "localhost" { return [.v4(0x7F00_0001)] }
            return facts.poolerNames.first { $0.name == host }?.addresses ?? []
        }
        return facts.members.contains { $0.member.id.port == port && addresses.contains($0.member.id.address) }
    }
}
