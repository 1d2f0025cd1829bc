import DNSResolver
import LinuxReactor
import PointsmanCore
import PointsmanFormats

extension DiscoveryService {
    /// The service that `configuration` asks for.
    convenience init(
        _ configuration: Configuration, report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        var servers = configuration.resolvers
        if servers.isEmpty { servers = ResolvConf.machineDefaults().map(\.description) }
        var resolver: DNSResolver?
        do {
            if !servers.isEmpty { resolver = try DNSResolver(servers: servers) }
        } catch {
            throw StartError(.configuration, "resolver: \(error.message)")
        }
        self.init(
            dialect: Self.dialect(configuration), resolver: resolver, exclusion: Exclusion(configuration.exclude),
            report: report)
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
