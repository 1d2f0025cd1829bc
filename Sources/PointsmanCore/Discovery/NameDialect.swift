/// One host name that stands for all members: each of its A and AAAA records is a member, all with the same port.
package struct NameDialect: DiscoveryDialect, Equatable {
    /// The host name; a final dot makes it complete.
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package var hosts: [String] { [host] }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let lookup = HostLookup(host: host)
        switch lookup.progress(in: answers) {
        case .ask(let questions): return .ask(questions)
        case .done(let found):
            return .done(
                DiscoveryResult(
                    found.addresses.map { Member(id: MemberID(address: $0, port: port)) }, isWhole: found.isWhole,
                    otherwise: lookup.account(of: found, in: answers)))
        }
    }

    package func reason(after answers: DNSAnswers) -> String? {
        let lookup = HostLookup(host: host)
        guard let found = lookup.progress(in: answers).found, !found.addresses.isEmpty else { return nil }
        return lookup.reason(of: found)
    }
}
