package import DNSResolver
package import LinuxReactor
package import PointsmanCore
import PointsmanFormats

extension DiscoveryService {
    /// The service that `configuration` asks for.
    package convenience init(
        _ configuration: Configuration, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        self.init(
            dialect: Self.dialect(configuration), resolver: try Self.resolver(configuration),
            exclusion: Exclusion(configuration.exclude), report: report)
    }

    /// One that finds the agents of this app, each as if it were a member; nil where nobody asks them.
    convenience init?(
        fleetOf configuration: Configuration, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        guard let source = configuration.policy.secondOpinions.first(where: { $0.kind == .fleet }) else { return nil }
        self.init(
            dialect: NameDialect(host: configuration.fleetHost, port: source.port),
            resolver: try Self.resolver(configuration), report: report)
    }

    /// Who is asked; nil where no DNS server is known.
    package static func resolver(_ configuration: Configuration) throws(StartError) -> DNSResolver? {
        var servers = configuration.resolvers
        if servers.isEmpty { servers = ResolvConf.machineDefaults().map(\.description) }
        do {
            return servers.isEmpty ? nil : try DNSResolver(servers: servers)
        } catch {
            throw StartError(.configuration, "resolver: \(error.message)")
        }
    }

    private static func dialect(_ configuration: Configuration) -> any DiscoveryDialect {
        switch configuration.discovery {
        case .fly(let app): FlyDialect(app: app, port: configuration.memberPort)
        case .srv(let name): SRVDialect(name: name)
        case .name(let host): NameDialect(host: host, port: configuration.memberPort)
        case .fixed(let members): StaticDialect(members: members)
        }
    }
}
