/// One host name that stands for all members: each of its A and AAAA records is one, all at the same port.
package struct NameDialect: DiscoveryDialect, Equatable {
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let lookup = HostLookup(host: host)
        return .ask(lookup.questions, after: answers) {
            DiscoveryResult(
                lookup.addresses(in: answers).map { Member(id: MemberID(address: $0, port: port)) },
                isWhole: lookup.isWhole(in: answers),
                otherwise: answers.account(of: lookup.v6, lookup.v4))
        }
    }
}
