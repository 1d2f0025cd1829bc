import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// Checks that the database's names are internal ones.
package struct NamesCheck: DoctorCheck {
    package let name = "names"
    package let guide = GuideSection.internalNetworking

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        [host(facts)] + members(facts)
    }

    private func host(_ facts: DoctorFacts) -> Verdict {
        switch facts.configuration.database.host {
        case .socketFolder(let folder): return .ok("the database is reached over the socket in \(folder)")
        case .address(let address): return literal(address, facts)
        case .name(let name): return judged(name, facts)
        }
    }

    private func literal(_ address: IPAddress, _ facts: DoctorFacts) -> Verdict {
        if !address.isPrivate { return external("the address \(address) of database_url is a public one") }
        if isOnFly(facts) {
            return .notice(
                "database_url has the address \(address)",
                cause: "a machine's address on Fly's private network changes when it is moved",
                cure: "write APP.internal instead of the address")
        }
        return .ok("database_url has the private address \(address)")
    }

    private func judged(_ host: String, _ facts: DoctorFacts) -> Verdict {
        let name = DNSQuestion(.aaaa, host).name
        if name.hasSuffix(".fly.dev") {
            return external("database_url has the external name \(name)", internalName: internalName(of: name))
        }
        if name.hasSuffix(".flycast") {
            return .notice(
                "database_url has the name \(name)",
                cause: """
                    Fly's proxy stands behind it: one address for all, which leads to a server that you don't choose
                    """,
                cure: "write \(name.dropLast(".flycast".count)).internal")
        }
        if name.hasSuffix(".internal") { return .ok("database_url has the internal name \(name)") }
        switch facts.name {
        case .unseen(let reason): return .unchecked(because: "where \(name) leads is not known: \(reason)")
        case .seen(let answer):
            guard let address = answer.addresses.first(where: { !$0.isPrivate }) else {
                return .ok("\(name) leads to private addresses only")
            }
            return external("\(name) leads to \(address), a public address")
        }
    }

    /// Members from discovery may have other addresses than the URL's host.
    private func members(_ facts: DoctorFacts) -> [Verdict] {
        guard let members = facts.discovery.value,
            facts.configuration.database.host != members.first.map({ .address($0.id.address) })
        else { return [] }
        let outside = members.filter { !$0.id.address.isPrivate }
        guard let first = outside.first else { return [] }
        return [external("\(outside.count) of \(members.count) members have public addresses, such as \(first.id)")]
    }

    private func external(_ evidence: String, internalName: String? = nil) -> Verdict {
        .warning(
            evidence,
            cause: """
                the way leads over the public network: longer, paid for by the byte, and through a proxy on Fly, \
                behind which the members can't be told apart
                """,
            cure: """
                set the host of database_url to \
                \(internalName ?? "APP.internal, or to your own network's private name")
                """)
    }

    private func internalName(of name: String) -> String {
        String(name.dropLast(".fly.dev".count)) + ".internal"
    }

    private func isOnFly(_ facts: DoctorFacts) -> Bool { facts.configuration.platformAddress != nil }
}
