package import PointsmanCore

/// L2: after all faults are healed, all agents are READY and send writes to the same server, the primary.
package struct Agreement: Checker {
    package static let name = "L2"
    package static let needs: [Fact.Kind] = [.settled]

    package init(agents: Int, policy: Policy) {}

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        guard case .settled(let agent, let isReady, let expected, let actual) = fact else { return nil }
        guard actual == expected else {
            let place = actual.map { "to server \($0)" } ?? "nowhere"
            return "after healing agent \(agent)'s pooler sends writes \(place) instead of server \(expected)"
        }
        return isReady ? nil : "after healing agent \(agent) is not READY"
    }
}
