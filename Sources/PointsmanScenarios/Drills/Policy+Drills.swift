package import PointsmanCore

extension Policy {
    /// The configuration of an agent in a drill. It waits for no HA manager, so its holds are shorter.
    package static var drills: Policy {
        var policy = Policy()
        policy.holdTimeout = .seconds(20)
        return policy
    }
}
