import PointsmanCore
import PointsmanFormats

/// The check that no member is the PgBouncer that stands before the members: its probes would be clients of its own
/// pool, and its writes would go in a circle.
extension ConfigurationBuilder {
    /// Checks the members that the keys name, as far as this machine's names tell where they lead.
    mutating func checkOwnPooler(_ configuration: Configuration) {
        guard values.areSound(.poolerListen, .poolerConsole, .members, .databaseURL) else { return }
        let (members, key) = listedMembers(configuration)
        let (ownPort, ownNames) = ownPlace(configuration)
        let addresses = addresses(of: members.map(\.name) + ownNames)
        let own = members.first { member in
            guard member.port == ownPort else { return false }
            let reached = Self.addresses(of: member.name, addresses)
            return ownNames.contains(member.name.lowercased())
                || reached.contains { isPooler($0, configuration, addresses) }
        }
        guard let own else { return }
        let right = "such as postgres://USER:PASSWORD@SERVER:5432/DATABASE"
        values.complain(
            about: key,
            configuration.pooler == .managed
                ? "\(key.rawValue) leads to the agent's own PgBouncer (\(own) is pooler_listen's): name the database's servers "
                    + "there, \(right); the app's URL alone leads to PgBouncer"
                : "\(key.rawValue) and pooler_console lead to one place (\(own)): \(key.rawValue) names the database's servers, "
                    + "\(right), and pooler_console the PgBouncer that stands before them")
    }

    /// The members that are known without asking DNS, and the key that names them.
    private func listedMembers(_ configuration: Configuration) -> ([ListedHost], ConfigurationKey) {
        let key: ConfigurationKey = values.isGiven(.members) ? .members : .databaseURL
        switch configuration.discovery {
        case .fixed(let members):
            return (members.map { ListedHost(name: $0.address.description, port: $0.port) }, key)
        case .hosts(let hosts): return (hosts, key)
        case .name(let host):
            let name = host.hasSuffix(".") ? String(host.dropLast()) : host
            return (
                [ListedHost(name: name, port: configuration.memberPort)],
                values.isGiven(.discoveryName) ? .discoveryName : .databaseURL
            )
        case .fly, .srv, .internalName, .patroni: return ([], key)
        }
    }

    /// Whether a client that dials `address`, at PgBouncer's port, reaches PgBouncer.
    private func isPooler(
        _ address: IPAddress, _ configuration: Configuration, _ addresses: [String: [IPAddress]]
    ) -> Bool {
        // A client that dials 0.0.0.0 reaches this machine.
        let dialled = ListenAddress(address: address, port: 0).reachable
        let isHere = dialled.isLoopback || dialled == configuration.platformAddress
        switch configuration.pooler {
        case .managed:
            return configuration.poolerListen.places.contains { place in
                switch place {
                case .all: isHere
                case .address(.v4(0)): isHere && dialled.bytes.count == 4
                case .address(.v6(high: 0, low: 0)): isHere && dialled.bytes.count == 16
                case .address(let listened): dialled == listened
                case .name(let name): Self.addresses(of: name, addresses).contains(dialled)
                }
            }
        case .attached(let console, _):
            return console.places.contains { place in
                if let literal = place.literalAddress { return literal == dialled }
                guard case .name(let name) = place.host else { return false }
                return Self.addresses(of: name, addresses).contains(dialled)
            }
        }
    }

    /// PgBouncer's port, and the names by which it is reached, in lower case.
    private func ownPlace(_ configuration: Configuration) -> (port: UInt16, names: [String]) {
        switch configuration.pooler {
        case .managed:
            let listen = configuration.poolerListen
            return (listen.port, listen.places.compactMap { if case .name(let name) = $0 { name } else { nil } })
        case .attached(let console, _):
            let names: [String] = console.places.compactMap { place in
                guard place.address == nil, case .name(let name) = place.host else { return nil }
                return name.lowercased()
            }
            return (console.port, names)
        }
    }

    /// The addresses of names in hosts(5), and those of localhost, which every resolver knows.
    private func addresses(of names: [String]) -> [String: [IPAddress]] {
        let names = names.map { $0.lowercased() }
        var addresses: [String: [IPAddress]] = [:]
        if !names.isEmpty, case .bytes(let bytes, _) = disk("/etc/hosts") {
            addresses = HostsFile.addresses(in: String(decoding: bytes, as: UTF8.self), of: names)
        }
        addresses["localhost", default: []] += [.v4(0x7F00_0001), .v6(high: 0, low: 1)]
        return addresses
    }

    private static func addresses(of name: String, _ known: [String: [IPAddress]]) -> [IPAddress] {
        IPAddress(name).map { [$0] } ?? known[name.lowercased()] ?? []
    }
}
