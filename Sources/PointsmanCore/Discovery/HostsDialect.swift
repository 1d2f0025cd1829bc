/// A list of hosts: each address of each host is a member, with the host's port and the host's name.
package struct HostsDialect: DiscoveryDialect, Equatable {
    package let list: [ListedHost]

    package init(_ list: [ListedHost]) {
        self.list = Array(list.prefix(DiscoveryResult.mostNames))
    }

    package var hosts: [String] { list.map(\.name) }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let lookups = list.map { HostLookup(host: $0.name) }
        let (open, found) = HostLookup.progress(of: lookups, in: answers)
        guard open.isEmpty else { return .ask(open) }
        let members = zip(list, found).flatMap { host, found in
            found.addresses.map { Member(id: MemberID(address: $0, port: host.port), name: .known(host.name)) }
        }
        let doubtful = found.firstIndex { !$0.isWhole } ?? found.indices.first
        return .done(
            DiscoveryResult(
                members, isWhole: found.allSatisfy(\.isWhole),
                otherwise: doubtful.map { lookups[$0].account(of: found[$0], in: answers) }
                    ?? "the list of members is empty"))
    }

    package func reason(after answers: DNSAnswers) -> String? {
        let reasons = list.compactMap { host -> String? in
            let lookup = HostLookup(host: host.name)
            guard let found = lookup.progress(in: answers).found, !found.addresses.isEmpty else { return nil }
            return lookup.reason(of: found)
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}

/// One host of the operator's list: a name or a literal address, and a port.
package struct ListedHost: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let port: UInt16

    package init(name: String, port: UInt16) {
        self.name = name
        self.port = port
    }

    /// `db-1.example.com:5432`, as the operator's list has it.
    package var description: String {
        IPAddress(name).map { MemberID(address: $0, port: port).description } ?? "\(name):\(port)"
    }
}
