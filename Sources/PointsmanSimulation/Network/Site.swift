import PointsmanScenarios

/// A place on the network, by number: first the agents (each beside its pooler), then the servers, DNS and the
/// promoter.
struct Site: Equatable {
    let number: Int

    static func agent(_ index: Int) -> Site { Site(number: index) }
    static func server(_ index: Int) -> Site { Site(number: mostAgents + index) }
    static let names = Site(number: mostAgents + mostServers)
    static let promoter = Site(number: mostAgents + mostServers + 1)

    static let mostAgents = 16
    static let mostServers = Numbering.mostServers
    static let count = mostAgents + mostServers + 2
}
