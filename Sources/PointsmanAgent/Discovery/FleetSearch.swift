import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats

/// The means by which the other agents are found.
struct FleetSearch {
    let dialect: any DiscoveryDialect
    let names: NameService
}

extension Configuration {
    /// Whether any feature needs the other agents' addresses.
    var seeksFleet: Bool {
        policy.secondOpinions.contains { $0.kind == .fleet } || policy.fleetConnections != nil || peerPort != nil
    }
}

extension DiscoveryService {
    /// The dialect that finds the agents of this app, each like a member, at the port where it gives its opinion.
    static func fleetDialect(_ configuration: Configuration) -> any DiscoveryDialect {
        let source = configuration.policy.secondOpinions.first { $0.kind == .fleet }
        return NameDialect(
            host: configuration.fleetHost, port: source?.port ?? OpinionSource.Kind.fleet.standardPort)
    }

    /// How often they are looked for: all agents must know of one that joins before any pool grows
    /// (Policy.shareDamping).
    static var fleetTiming: DiscoveryTiming {
        var timing = DiscoveryTiming()
        timing.pauses = .seconds(1) ... .seconds(5)
        return timing
    }
}
