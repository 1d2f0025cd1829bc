import DNSResolver
import LinuxReactor
package import PointsmanConfiguration
package import PointsmanCore
import PointsmanFormats
import StatusServer

extension DiscoveryService {
    /// A service for the way of discovery in `configuration`. Throws if `resolver` can't be used.
    package convenience init(
        _ configuration: Configuration, explain: @escaping @Reactor (String) -> Void = { _ in },
        report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        self.init(
            dialect: Self.dialect(configuration), names: try NameService(configuration),
            managers: Self.managers(try PatroniREST(configuration.patroni)), explain: explain, report: report)
    }

    package static func dialect(_ configuration: Configuration) -> any DiscoveryDialect {
        switch configuration.discovery {
        case .fly(let app): FlyDialect(app: app, port: configuration.memberPort)
        case .srv(let name): SRVDialect(name: name)
        case .name(let host): NameDialect(host: host, port: configuration.memberPort)
        case .internalName(let host, let app, let isOnFly):
            InternalDialect(host: host, app: app, port: configuration.memberPort, isOnFly: isOnFly)
        case .fixed(let members): StaticDialect(members: members)
        case .hosts(let hosts): HostsDialect(hosts)
        case .patroni(let places): PatroniDialect(places)
        }
    }
}

extension DiscoveryService {
    /// Asks Patroni for its cluster.
    package static func managers(_ rest: PatroniREST) -> Managers {
        { place, deadline in
            do throws(HTTPClientError) {
                let answer = try await rest.client(at: place.id, named: place.host).get("/cluster", until: deadline)
                return PatroniCluster.read(status: answer.status, body: answer.body).map { .cluster($0) }
                    ?? .failure("no cluster of Patroni's in the answer, which has status \(answer.status)")
            } catch {
                return .failure(error.reason)
            }
        }
    }
}

extension NameService {
    /// A service that asks the servers in `configuration`; without any it follows this machine's own files.
    package convenience init(_ configuration: Configuration) throws(StartError) {
        guard !configuration.resolvers.isEmpty else {
            self.init(MachineNames.ours())
            return
        }
        do {
            self.init(try DNSResolver(servers: configuration.resolvers))
        } catch {
            throw StartError(.configuration, "resolver: \(error.message)")
        }
    }
}
