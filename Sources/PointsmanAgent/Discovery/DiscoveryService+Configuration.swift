package import DNSResolver
import LinuxReactor
package import PointsmanCore
import PointsmanFormats

extension DiscoveryService {
    /// The service that `configuration` asks for.
    package convenience init(
        _ configuration: Configuration, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        self.init(
            dialect: Self.dialect(configuration), resolver: try Self.resolver(configuration), report: report)
    }

    /// One that finds the agents of this app, each as if it were a member, at the port where it gives its opinion; nil where
    /// nobody wants to know of them.
    convenience init?(
        fleetOf configuration: Configuration, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        let source = configuration.policy.secondOpinions.first { $0.kind == .fleet }
        let isWanted = source != nil || configuration.policy.fleetConnections != nil || configuration.peerPort != nil
        guard isWanted else { return nil }
        var timing = DiscoveryTiming()
        // Whoever joins must be known to all before anybody's pools grow (Policy.shareDamping).
        timing.pauses = .seconds(1) ... .seconds(5)
        self.init(
            dialect: NameDialect(
                host: configuration.fleetHost, port: source?.port ?? OpinionSource.Kind.fleet.standardPort),
            resolver: try Self.resolver(configuration), timing: timing, report: report)
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
        case .hosts(let hosts): HostsDialect(hosts: hosts)
        }
    }
}
