/// What the reroute works towards.
package enum RerouteGoal: Equatable, Sendable {
    case route(PoolerSetting)
    /// Leave the route and hold nobody.
    case keep
    case hold
    /// Hold nobody, and let those fail who wait.
    case refuse

    /// The goal that serves `verdict`; an operator's hold comes before it.
    package init(
        _ verdict: WriteVerdict, fence: Fence?, reads: MemberID?, isHeld: Bool
    ) {
        switch verdict.action {
        case _ where isHeld: self = .hold
        case .route(let member):
            guard let fence else {
                self = .keep
                return
            }
            self = .route(PoolerSetting(writes: WriteRoute(fence), reads: reads ?? member))
        case .keep: self = .keep
        case .hold: self = .hold
        case .refuse: self = .refuse
        }
    }
}
