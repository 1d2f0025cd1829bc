import DNSResolver
import LinuxReactor
package import PointsmanCore
import PointsmanFormats

extension DiscoveryService {
    /// The service that `configuration` asks for.
    package convenience init(
        _ configuration: Configuration, explain: @escaping @Reactor (String) -> Void = { _ in },
        report: @escaping @Reactor (DiscoveryResult) -> Void
    ) throws(StartError) {
        self.init(
            dialect: Self.dialect(configuration), names: try NameService(configuration), explain: explain,
            report: report)
    }

    /// What finds the agents of this app, each as if it were a member, at the port where it gives its opinion.
    static func fleetDialect(_ configuration: Configuration) -> any DiscoveryDialect {
        let source = configuration.policy.secondOpinions.first { $0.kind == .fleet }
        return NameDialect(
            host: configuration.fleetHost, port: source?.port ?? OpinionSource.Kind.fleet.standardPort)
    }

    /// How often those are looked for: whoever joins must be known to all before anybody's pools grow (Policy.shareDamping).
    static var fleetTiming: DiscoveryTiming {
        var timing = DiscoveryTiming()
        timing.pauses = .seconds(1) ... .seconds(5)
        return timing
    }

    static func dialect(_ configuration: Configuration) -> any DiscoveryDialect {
        switch configuration.discovery {
        case .fly(let app): FlyDialect(app: app, port: configuration.memberPort)
        case .srv(let name): SRVDialect(name: name)
        case .name(let host): NameDialect(host: host, port: configuration.memberPort)
        case .internalName(let host, let app, let isOnFly):
            InternalDialect(host: host, app: app, port: configuration.memberPort, isOnFly: isOnFly)
        case .fixed(let members): StaticDialect(members: members)
        case .hosts(let hosts): HostsDialect(hosts)
        }
    }
}

extension NameService {
    /// The servers that `configuration` names, else this machine's own way.
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

/// How the other agents are found.
struct FleetSearch {
    let dialect: any DiscoveryDialect
    let names: NameService
}

extension Configuration {
    /// Whether anything wants to know of the other agents.
    var seeksFleet: Bool {
        policy.secondOpinions.contains { $0.kind == .fleet } || policy.fleetConnections != nil || peerPort != nil
    }
}
