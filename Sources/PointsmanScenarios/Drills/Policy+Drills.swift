package import PointsmanCore

extension Policy {
    /// What the agent of a drill is configured with: no HA manager is waited for there, so a hold is seen out sooner.
    package static var drills: Policy {
        var policy = Policy()
        policy.holdTimeout = .seconds(20)
        return policy
    }
}
