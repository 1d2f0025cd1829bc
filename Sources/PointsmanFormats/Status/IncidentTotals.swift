/// The incidents since the agent's start, counted by kind, and their seconds by owner.
package struct IncidentTotals: Equatable, Sendable {
    package struct Total<Amount: Equatable & Sendable>: Equatable, Sendable {
        package let name: String
        package fileprivate(set) var amount: Amount
    }

    /// The kinds and owners that are told, in this order.
    package static let kinds = ["failover", "planned", "restart", "interruption", "operated", "unready", "start"]
    package static let owners = ["ha_manager", "network", "dns", "pgbouncer", "fence", "agent", "operator", "unknown"]

    package private(set) var counts = kinds.map { Total(name: $0, amount: 0) }
    package private(set) var seconds = owners.map { Total(name: $0, amount: 0.0) }
    /// The steps that the flight recorder has not kept.
    package var lostSteps = 0

    package init() {}

    package mutating func add(kind: String, seconds added: [(owner: String, seconds: Double)]) {
        for index in counts.indices where counts[index].name == kind { counts[index].amount += 1 }
        for (owner, amount) in added {
            for index in seconds.indices where seconds[index].name == owner { seconds[index].amount += amount }
        }
    }
}
