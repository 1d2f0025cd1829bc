/// What the reroute works towards.
package enum RerouteGoal: Equatable, Sendable {
    case route(PoolerSetting)
    /// Lead clients to a standby that is being promoted, or to a primary that starts: they wait there instead of in a PAUSE,
    /// logged in.
    case preRoute(PoolerSetting)
    /// Leave the route for writes and hold no client; reads go to this member, nil leaves all as it is.
    case keep(reads: MemberID?, share: Int? = nil)
    case hold
    /// Hold no client, and let the waiting ones fail; reads go to this member, nil leaves all as it is.
    case refuse(reads: MemberID? = nil, share: Int? = nil)
    /// The same, and lead writes nowhere: what the pooler leads to must not be written to.
    case unroute(reads: MemberID?)

    /// Whether no client may reach the server that the pooler leads to, or is being led to.
    var letsNoClientThrough: Bool {
        switch self {
        case .hold, .unroute: true
        case .route, .preRoute, .keep, .refuse: false
        }
    }

    /// Whether it leads clients to a server that is no primary yet.
    var isPreRoute: Bool { if case .preRoute = self { true } else { false } }

    /// The goal that serves `verdict`; an operator's hold comes before it.
    /// - Parameters:
    ///   - standby: `reads` where that is a standby which is proven to be fit.
    ///   - isWrong: whether the present route leads to a server that must not be written to.
    ///   - isBlind: whether the routed member lives, and only we can't see what it is.
    package init(
        _ verdict: WriteVerdict, fence: Fence?, reads: MemberID?, standby: MemberID?, share: Int?, isHeld: Bool,
        isWrong: Bool, isBlind: Bool = false
    ) {
        switch verdict.action {
        case _ where isHeld: self = .hold
        case .route(let member):
            guard let fence else {
                self = .keep(reads: nil)
                return
            }
            self = .route(PoolerSetting(writes: WriteRoute(fence), reads: reads ?? member, share: share))
        case .waitForRestart(let member):
            guard let fence else {
                self = .keep(reads: nil)
                return
            }
            self = .preRoute(PoolerSetting(writes: WriteRoute(fence), reads: reads ?? member, share: share))
        case .preRoute(let member):
            guard let fence else {
                self = .keep(reads: nil)
                return
            }
            let route = WriteRoute(
                member: member, systemIdentifier: fence.systemIdentifier, timeline: fence.timeline.next)
            // Reads too: no standby follows it yet, and a RELOAD for them among its first logins would have queries refused.
            self = .preRoute(PoolerSetting(writes: route, reads: member, share: share))
        // While the primary is silent a hold may be due any moment: nothing else is begun. Where it only turns us away that may
        // go on for hours, and a standby that reads are led to can be lost meanwhile.
        case .keep where verdict.rule == .suspect: self = .keep(reads: isBlind ? standby : nil, share: share)
        case .keep: self = .keep(reads: reads, share: share)
        case .hold: self = .hold
        case .refuse: self = isWrong ? .unroute(reads: reads) : .refuse(reads: standby, share: share)
        }
    }
}
