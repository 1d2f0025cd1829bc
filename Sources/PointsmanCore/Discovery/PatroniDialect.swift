/// Patroni's own word: `GET /cluster` at all places that the operator wrote down, of which the first that answers counts. Each
/// of them reads it in the same DCS.
package struct PatroniDialect: DiscoveryDialect, Equatable {
    package let places: [ListedHost]

    package init(_ places: [ListedHost]) {
        self.places = Array(places.prefix(DiscoveryResult.mostNames))
    }

    package var hosts: [String] { places.map(\.name) }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        let (open, found) = HostLookup.progress(of: places.map { HostLookup(host: $0.name) }, in: answers)
        guard open.isEmpty else { return .ask(open) }
        var asked: [ManagerPlace] = []
        for (place, found) in zip(places, found) {
            let host = IPAddress(place.name) == nil ? place.name : nil
            for address in found.addresses {
                let next = ManagerPlace(MemberID(address: address, port: place.port), host: host)
                if !asked.contains(next), asked.count < DiscoveryResult.mostNames { asked.append(next) }
            }
        }
        guard !asked.isEmpty else {
            let questions = found.flatMap(\.asked)
            return .done(.failure("Patroni has no address to be asked at: \(answers.account(of: questions))"))
        }
        let unasked = asked.filter { answers.managers[$0] == nil }
        guard unasked.isEmpty else { return .look(unasked) }
        for place in asked {
            if case .cluster(let cluster)? = answers.managers[place] { return members(of: cluster, at: place, answers) }
        }
        return .done(.failure("Patroni was asked for its members; \(account(of: asked, answers))"))
    }

    /// The nodes of a cluster; one that has not said yet where it is dialled is none.
    private func members(of cluster: ManagedCluster, at place: ManagerPlace, _ answers: DNSAnswers) -> DiscoveryStep {
        let nodes = cluster.nodes.compactMap { node in node.host.map { (node: node, lookup: HostLookup(host: $0)) } }
        let (open, found) = HostLookup.progress(of: nodes.map(\.lookup), in: answers)
        guard open.isEmpty else { return .ask(open) }
        let members = zip(nodes, found).flatMap { named, found in
            found.addresses.map { address in
                Member(
                    id: MemberID(address: address, port: named.node.port ?? 5432), region: named.node.region,
                    name: .known(named.node.name),
                    host: IPAddress(named.lookup.host) == nil ? named.lookup.host : nil,
                    takesReads: !named.node.takesNoReads)
            }
        }
        let doubtful = found.first { !$0.isWhole || $0.addresses.isEmpty }
        let doubt = doubtful.map { ": \(answers.account(of: $0.asked))" } ?? strangeness(of: cluster)
        return .done(
            DiscoveryResult(
                members, isWhole: doubt == nil,
                otherwise: "Patroni at \(place)\(doubt ?? " names no member with an address")"))
    }

    /// What is said of a node that is somewhere, and of which can't be read where; nil if there is none. It may be a member.
    private func strangeness(of cluster: ManagedCluster) -> String? {
        cluster.nodes.lazy.compactMap { node in
            node.strangeHost.map { ": the host of \(node.name) is \($0), which is no name and no address" }
        }.first
    }

    private func account(of places: [ManagerPlace], _ answers: DNSAnswers) -> String {
        places.map { place in
            guard case .failure(let reason)? = answers.managers[place] else { return "\(place): not asked yet" }
            return "\(place): \(reason)"
        }.joined(separator: "; ")
    }
}
