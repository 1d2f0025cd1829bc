import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// Checks whether PgBouncer or the app may use an address for longer than DNS allows.
package struct DNSLifetimeCheck: DoctorCheck {
    package let name = "dns-ttl"
    package let guide = GuideSection.internalNetworking

    /// Fly's records live for 5 s, and discovery looks again after 30 s at the latest.
    private static let longest = Duration.seconds(30)

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        records(facts) + judging(facts.pooler) { pooler(facts, $0) }
    }

    private func records(_ facts: DoctorFacts) -> [Verdict] {
        guard case .name(let host) = facts.configuration.database.host else { return [] }
        return judging(facts.name) { answer in
            guard let lifetime = answer.timeToLive else { return [.unchecked(because: "\(host) has no record")] }
            let evidence = "the records of \(host) live for \(lifetime.short)"
            if lifetime > Self.longest {
                return [
                    .notice(
                        evidence + "; Pointsman looks again after \(Self.longest.short)",
                        cause: "whoever else asks goes on with an old address for that long",
                        cure: "give them a lifetime of a few seconds")
                ]
            }
            return [.ok(evidence)]
        }
    }

    private func pooler(_ facts: DoctorFacts, _ pooler: PoolerFacts) -> [Verdict] {
        guard !pooler.lookedUp.isEmpty else {
            return [.ok("PgBouncer's databases have literal addresses: it looks nothing up")]
        }
        let names = pooler.lookedUp.joined(separator: ", ")
        guard let kept = pooler.settings.seconds("dns_max_ttl"),
            let refused = pooler.settings.seconds("dns_nxdomain_ttl")
        else { return [.unchecked(because: "SHOW CONFIG has no dns_max_ttl")] }
        let lifetimes = facts.poolerNames.compactMap(\.timeToLive)
        let evidence =
            "PgBouncer looks up \(names) itself; dns_max_ttl is \(kept.short), dns_nxdomain_ttl \(refused.short)"
            + (lifetimes.min().map { ", the records live for \($0.short)" } ?? "")
        // PgBouncer does not regard the records' own lifetime.
        guard kept > .seconds(15) || lifetimes.contains(where: { $0 < kept }) || refused > .seconds(15) else {
            return [.ok(evidence)]
        }
        return [
            .of(
                kept > .seconds(15) || refused > .seconds(15) ? .warning : .notice, evidence,
                cause: """
                    PgBouncer keeps an address for dns_max_ttl, whatever the record says, and a name that was missing \
                    for dns_nxdomain_ttl: after a move it goes on to the old server for so long
                    """,
                cure: facts.set("dns_max_ttl = 5") + " (and dns_nxdomain_ttl); or leave the database to "
                    + "Pointsman, which writes "
                    + "literal addresses")
        ]
    }
}
