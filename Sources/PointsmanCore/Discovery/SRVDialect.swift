/// SRV records (RFC 2782), as Kubernetes and Consul write them: each target is a member, at the port that its record
/// says. Priority and weight are not looked at: roles are probed.
package struct SRVDialect: DiscoveryDialect, Equatable {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let question = DNSQuestion(.srv, name)
        guard answers[question] != nil else { return .ask([question]) }
        let services = Array(
            answers.services(question).filter(isUsable).sorted().prefix(DiscoveryResult.mostNames))
        guard !services.isEmpty else { return .done(.failure(answers.account(of: question))) }

        let lookups = services.map { HostLookup(host: $0.target) }
        return .ask(HostLookup.questions(of: lookups), after: answers) {
            let members = zip(services, lookups).flatMap { service, lookup in
                lookup.addresses(in: answers).map {
                    Member(id: MemberID(address: $0, port: service.port), name: .known(service.target))
                }
            }
            let doubtful = lookups.first { !$0.isWhole(in: answers) } ?? lookups[0]
            return DiscoveryResult(
                members, isWhole: lookups.allSatisfy { $0.isWhole(in: answers) },
                otherwise: answers.account(of: question, doubtful.v6, doubtful.v4))
        }
    }

    /// A literal address as target is taken without a question, so nothing behind here would look at it again.
    private func isUsable(_ service: DNSService) -> Bool {
        DomainName.isName(service.target) && service.port != 0 && IPAddress(service.target)?.isHost != false
    }
}
