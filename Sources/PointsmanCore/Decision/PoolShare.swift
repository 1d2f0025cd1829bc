/// Owns how many server connections this instance's pools may open on one server: an even share of what the whole fleet
/// may open.
///
/// It shrinks at once and grows late. An instance that joins begins with the least, and by the time that any instance
/// grows, all have heard how many there are. So the fleet stays within the budget although DNS answers reach some
/// instances sooner than others. Instances that join within one lifetime of the DNS answers come on top with their
/// least share, and need the room that the budget leaves.
package struct PoolShare: Codable, Equatable, Sendable {
    /// A larger share: the least that was right since then.
    private struct Growth: Codable, Equatable, Sendable {
        var connections: Int
        var since: Instant
    }

    /// The share in connections; nil if pools are not shared out.
    package private(set) var connections: Int?
    /// The number of instances; nil before DNS has told it.
    package private(set) var fleet: Int?
    private var growth: Growth?

    /// The smallest share: one connection for writes, one for reads.
    package static let least = 2
    /// The connections that the agent itself opens on each server: its probe's.
    package static let own = 1

    package init(_ policy: Policy) {
        connections = policy.fleetConnections == nil ? nil : Self.least
    }

    /// Takes another policy: pools that were not shared out before begin with the least.
    package mutating func follow(_ policy: Policy) {
        guard (policy.fleetConnections == nil) != (connections == nil) else { return }
        connections = policy.fleetConnections == nil ? nil : Self.least
        growth = nil
    }

    /// Takes the instances that DNS names.
    package mutating func take(_ places: FleetPlaces) { fleet = places.count }

    /// Takes the pool size of an adopted pooler: its pools keep it instead of beginning with the least.
    package mutating func take(_ pooler: PoolerState) {
        if fleet == nil, connections != nil, case .up(_, _, let share?, _) = pooler {
            connections = max(Self.least, share)
        }
    }

    /// Computes the share anew.
    /// - Parameter available: the connections that the server of the write route has for ordinary roles; nil if it is
    ///   not known at the moment.
    package mutating func choose(available: Int?, policy: Policy, at moment: Instant) {
        guard let present = connections, let fleet, let budget = policy.fleetConnections?.connections(of: available)
        else { return }
        let right = max(Self.least, budget / fleet - Self.own)
        guard right > present else {
            connections = right
            growth = nil
            return
        }
        let waiting = Growth(
            connections: min(growth?.connections ?? right, right), since: growth?.since ?? moment)
        let isDue = moment - waiting.since >= policy.shareDamping
        if isDue { connections = waiting.connections }
        growth = isDue ? nil : waiting
    }

    /// When the share grows without a further event; nil if no growth waits.
    package func nextDeadline(policy: Policy) -> Instant? {
        growth.map { $0.since + policy.shareDamping }
    }
}
