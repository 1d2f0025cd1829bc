/// SRV records (RFC 2782), as Kubernetes and Consul write them: each target is a member, with the port of its record.
/// Priority and weight are ignored: roles are probed.
package struct SRVDialect: DiscoveryDialect, Equatable {
    /// The SRV name; a final dot makes it complete.
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let asked: [DNSQuestion]
        let services: [DNSService]
        switch search(answers).progress(in: answers) {
        case .ask(let questions): return .ask(questions)
        case .done(let found, let questions):
            asked = questions
            let records = found.map { answers.services(DNSQuestion(.srv, $0)) } ?? []
            services = Array(records.filter(isUsable).sorted().prefix(DiscoveryResult.mostNames))
        }
        guard !services.isEmpty else { return .done(.failure(answers.account(of: asked))) }

        // A target is a complete name (RFC 2782), so only DNS is asked for it.
        let lookups = services.map { HostLookup(host: IPAddress($0.target) == nil ? "\($0.target)." : $0.target) }
        let (open, found) = HostLookup.progress(of: lookups, in: answers)
        guard open.isEmpty else { return .ask(open) }
        return .done(result(services, found, asked, answers))
    }

    package func reason(after answers: DNSAnswers) -> String? {
        let complete = DNSQuestion(.srv, name).name
        guard case .done(let found?, _) = search(answers).progress(in: answers), found != complete else { return nil }
        return "\(name) is \(found), by the search list of resolv.conf"
    }

    private func search(_ answers: DNSAnswers) -> NameSearch {
        NameSearch(candidates: answers.rules.candidates(for: name), types: [.srv])
    }

    private func result(
        _ services: [DNSService], _ found: [HostLookup.Found], _ asked: [DNSQuestion], _ answers: DNSAnswers
    ) -> DiscoveryResult {
        let members = zip(services, found).flatMap { service, found in
            found.addresses.map {
                Member(id: MemberID(address: $0, port: service.port), name: .known(service.target))
            }
        }
        let doubtful = found.first { !$0.isWhole } ?? found[0]
        return DiscoveryResult(
            members, isWhole: found.allSatisfy(\.isWhole), otherwise: answers.account(of: asked + doubtful.asked))
    }

    /// Whether a record can be used. A literal address as target is checked here, since it is taken without a further
    /// question.
    private func isUsable(_ service: DNSService) -> Bool {
        DomainName.isName(service.target) && service.port != 0 && IPAddress(service.target)?.isHost != false
    }
}
