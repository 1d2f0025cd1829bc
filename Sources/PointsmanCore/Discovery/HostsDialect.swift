/// A list of hosts: each address of each is a member, at its host's port and under its host's name.
package struct HostsDialect: DiscoveryDialect, Equatable {
    package let hosts: [ListedHost]

    package init(hosts: [ListedHost]) {
        self.hosts = hosts
    }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let lookups = hosts.prefix(DiscoveryResult.mostNames).map { HostLookup(host: $0.name) }
        return .ask(HostLookup.questions(of: lookups), after: answers) {
            let members = zip(hosts, lookups).flatMap { host, lookup in
                lookup.addresses(in: answers).map {
                    Member(id: MemberID(address: $0, port: host.port), name: .known(host.name))
                }
            }
            let doubtful = lookups.first { !$0.isWhole(in: answers) } ?? lookups.first
            return DiscoveryResult(
                members, isWhole: lookups.allSatisfy { $0.isWhole(in: answers) },
                otherwise: doubtful.map { answers.account(of: $0.v6, $0.v4) } ?? "the list of members is empty")
        }
    }
}
