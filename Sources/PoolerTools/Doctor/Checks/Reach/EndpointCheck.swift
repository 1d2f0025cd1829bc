import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// What stands behind the one name or address that the database has: servers, an endpoint that its provider moves, or
/// another pooler.
package struct EndpointCheck: DoctorCheck {
    package let name = "endpoint"
    package let guide = GuideSection.internalNetworking

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let pooled = facts.members.filter { $0.report.value?.isPooled == true }.map { another(at: $0.member) }
        if case .name(let host) = facts.configuration.database.host,
            let endpoint = ManagedEndpoint.known(as: DNSQuestion(.a, host).name)
        {
            return pooled + [endpoint.verdict(host)]
        }
        return pooled.isEmpty ? [plain(facts)] : pooled
    }

    private func another(at member: Member) -> Verdict {
        .warning(
            "\(member.id) is reached through another pooler or proxy: its connections have process ids that are not the server's",
            cause: """
                Pointsman sees the pooler and not the server: its probes, the fence and cancelled queries may meet another \
                session each time, and a move behind it is seen late
                """,
            cure: "lead database_url (or members) past it, to the server's own address; PgBouncer pools here already")
    }

    private func plain(_ facts: DoctorFacts) -> Verdict {
        guard let members = facts.discovery.value else {
            return .unchecked(because: "no member is known")
        }
        guard members.count == 1 else { return .ok("\(members.count) members, each with an address of its own") }
        return .ok(
            "one address, \(members[0].id): it is followed when its name moves, or when another server answers there")
    }
}

/// What a provider's name for a cluster leads to, which its form tells.
private enum ManagedEndpoint {
    /// Leads to whichever server takes writes.
    case writer(String)
    /// Leads to servers that never take writes.
    case reader(String)
    /// A pooler of the provider's.
    case pooler(String, instead: String)

    /// The endpoint that the first form which fits stands for; nil if none fits.
    /// - Parameter host: a complete name in lower case.
    static func known(as host: String) -> ManagedEndpoint? {
        forms.first { host.hasSuffix($0.suffix) && ($0.part.isEmpty || host.contains($0.part)) }?.endpoint(host)
    }

    /// The forms of the providers' names: how the name ends, what else is in it, and what it leads to. The first that
    /// fits counts.
    private static let forms: [(suffix: String, part: String, endpoint: @Sendable (_ host: String) -> Self)] = [
        (
            ".flympg.net", "pgbouncer.",
            { .pooler("Fly's Managed Postgres", instead: $0.replacing("pgbouncer.", with: "direct.")) }
        ),
        (".flympg.net", "", { _ in .writer("Fly's Managed Postgres") }),
        (".rds.amazonaws.com", ".proxy-", { _ in .pooler("RDS Proxy", instead: "the cluster's own endpoint") }),
        (".rds.amazonaws.com", ".cluster-ro-", { _ in .reader("Aurora's reader endpoint") }),
        (".rds.amazonaws.com", "", { _ in .writer("Amazon RDS or Aurora") }),
        (".neon.tech", "-pooler.", { .pooler("Neon", instead: $0.replacing("-pooler.", with: ".")) }),
        (".neon.tech", "", { _ in .writer("a managed cluster") }),
        (
            ".pooler.supabase.com", "",
            { _ in .pooler("Supabase", instead: "the database's direct host, db.PROJECT.supabase.co") }
        ),
        (".supabase.co", "", { _ in .writer("a managed cluster") }),
        (".postgres.database.azure.com", "", { _ in .writer("a managed cluster") }),
    ]

    func verdict(_ host: String) -> Verdict {
        switch self {
        case .writer(let provider):
            .notice(
                "\(host) is one endpoint of \(provider): its standbys are not seen",
                cause: """
                    the provider promotes and moves the address; a reroute begins when that has happened, DNS is asked every \
                    250 ms meanwhile, and reads go to the primary
                    """,
                cure: "name the instances in `members` if they can be reached one by one; else nothing is to be done")
        case .reader(let provider):
            .problem(
                "\(host) is \(provider)", cause: "no server behind it takes writes",
                cure: "write the cluster's writer endpoint into database_url")
        case .pooler(let provider, let instead):
            .warning(
                "\(host) is a pooler of \(provider)",
                cause: "two poolers in a row: Pointsman sees the first one's connections and not the server's moves",
                cure: "write \(instead) into database_url: PgBouncer pools here already")
        }
    }
}
