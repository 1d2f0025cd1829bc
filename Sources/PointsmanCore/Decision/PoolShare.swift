/// Owns how many server connections this instance's pools may open on one server: an even share of what the whole fleet
/// may.
///
/// It shrinks at once and grows late. Whoever joins begins with the least, and by the time that anybody grows everybody
/// has heard how many there are: so all together stay within the budget, though DNS tells one sooner than another. What
/// joins within one lifetime of the answers comes on top, with its least, and needs the room that the budget leaves.
package struct PoolShare: Equatable, Sendable {
    /// A larger share, the least that was right since then.
    private struct Growth: Equatable, Sendable {
        var connections: Int
        var since: Instant
    }

    /// The share; nil where pools are not shared out.
    package private(set) var connections: Int?
    /// How many instances there are; nil before anybody said.
    package private(set) var fleet: Int?
    private var growth: Growth?

    /// One for writes, one for reads.
    package static let least = 2
    /// What the agent itself opens on each server: its probe.
    package static let own = 1

    package init(_ policy: Policy) {
        connections = policy.fleetConnections == nil ? nil : Self.least
    }

    /// Takes up another policy: pools that were not shared out before begin with the least.
    package mutating func follow(_ policy: Policy) {
        guard (policy.fleetConnections == nil) != (connections == nil) else { return }
        connections = policy.fleetConnections == nil ? nil : Self.least
        growth = nil
    }

    /// Takes the instances that DNS names. It lags behind a fresh one: this instance counts, whether it is named or not.
    /// - Parameter own: this instance's address; nil where it isn't known, and then DNS is taken to name it.
    package mutating func take(fleet addresses: [IPAddress], own: IPAddress?) {
        let isNamed = own.map(addresses.contains) ?? true
        fleet = max(1, addresses.count + (isNamed ? 0 : 1))
    }

    /// Takes what an adopted pooler's pools have: they go on with it, and don't begin anew.
    package mutating func take(_ pooler: PoolerState) {
        if fleet == nil, connections != nil, case .up(_, _, let share?, _) = pooler {
            connections = max(Self.least, share)
        }
    }

    /// Chooses anew.
    /// - Parameter available: the connections that the server of the write route has for ordinary roles; nil where nothing
    ///   is known of it at the moment.
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

    /// When it grows though nothing happens.
    package func nextDeadline(policy: Policy) -> Instant? {
        growth.map { $0.since + policy.shareDamping }
    }
}
