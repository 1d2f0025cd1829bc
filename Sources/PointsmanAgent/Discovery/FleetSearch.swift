import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats

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

extension DiscoveryService {
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
}
