/// What a fleet of one size was seen to do.
package struct FleetPhase: Sendable, Equatable, Encodable {
    package let instances: Int
    /// What each one's pools should come to may open: what the fleet may, shared out evenly, without the agent's probe.
    package let share: Int
    /// From the change of the fleet until every agent had that share; nil where that never came.
    package let settledSeconds: Double?
    /// The most connections that the app's role had on the primary at one moment, probes included.
    package let mostConnections: Int
    package let queries: Int
    /// The app's failures, by kind.
    package let failures: [String: Int]
    /// How often the primary turned somebody away for want of a connection, as its own log tells.
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
