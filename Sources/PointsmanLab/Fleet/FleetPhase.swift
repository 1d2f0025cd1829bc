/// The observations of a fleet of one size.
package struct FleetPhase: Sendable, Equatable, Encodable {
    package let instances: Int
    /// The share that each instance's pools should get: the fleet's connections, divided evenly, without the agent's
    /// probe.
    package let share: Int
    /// The time from the change of the fleet until every agent had that share; nil if that never came.
    package let settledSeconds: Double?
    /// The most connections that the app's role had on the primary at one moment, probes included.
    package let mostConnections: Int
    package let queries: Int
    /// The app's failures, by kind.
    package let failures: [String: Int]
    /// How often the primary refused a login for lack of connections, by its own log.
    package let refusals: Int

    private enum CodingKeys: String, CodingKey {
        case instances, share, queries, failures, refusals
        case settledSeconds = "settled_seconds"
        case mostConnections = "most_connections"
    }

    package var isSound: Bool {
        settledSeconds != nil && queries > 0 && failures.isEmpty && refusals == 0
    }
}
