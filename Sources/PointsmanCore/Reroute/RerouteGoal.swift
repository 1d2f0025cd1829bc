/// The state that the reroute works towards.
package enum RerouteGoal: Equatable, Sendable {
    case route(PoolerSetting)
    /// Lead clients to a standby that is being promoted, or to a primary that starts: they wait there in their logins
    /// instead of in a PAUSE.
    case preRoute(PoolerSetting)
    /// Leave the route for writes and hold no client; reads go to this member, nil leaves them as they are.
    case keep(reads: MemberID?, share: Int? = nil)
    case hold
    /// Hold clients of the databases for writes and for reads, which lead to the same server.
    case drain
    /// Hold no client, and let the waiting ones fail; reads go to this member, nil leaves them as they are.
    case refuse(reads: MemberID? = nil, share: Int? = nil)
    /// Like `refuse`, and lead writes nowhere: the server that the pooler leads to must not be written to.
    case unroute(reads: MemberID?)

    /// Whether no client may reach the server that the pooler leads to or is being set to.
    var letsNoClientThrough: Bool {
        switch self {
        case .hold, .drain, .unroute: true
        case .route, .preRoute, .keep, .refuse: false
        }
    }

    /// Whether the pooler is to lead writes nowhere.
    var leadsNowhere: Bool { if case .unroute = self { true } else { false } }

    /// The operation that stops clients for it.
    var stop: Operation { self == .drain ? .drain : .pause }

    /// Whether it leads clients to a server that is not a primary yet.
    var isPreRoute: Bool { if case .preRoute = self { true } else { false } }

    /// The goal that serves `verdict`; an operator's hold takes precedence.
    /// - Parameters:
    ///   - standby: `reads` if it is a standby that is proven to be fit; otherwise nil.
    ///   - drainsReads: whether clients for reads are held along with the others.
    ///   - isWrong: whether the present route leads to a server that must not be written to.
    ///   - isBlind: whether the routed member lives, but this agent can't see its role.
    package init(
        _ verdict: WriteVerdict, fence: Fence?, reads: MemberID?, standby: MemberID?, share: Int?, isHeld: Bool,
        drainsReads: Bool = false, isWrong: Bool, isBlind: Bool = false
    ) {
        switch verdict.action {
        case _ where isHeld: self = drainsReads ? .drain : .hold
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
            // Reads go there too: no standby follows it yet, and a RELOAD during its first logins would make PgBouncer
            // refuse queries.
            self = .preRoute(PoolerSetting(writes: route, reads: member, share: share))
        // While the primary is silent a hold may be due at any moment, so no other step is begun. If it only refuses
        // our login that may last for hours, and the standby that reads are led to can be lost meanwhile.
        case .keep where verdict.rule == .suspect: self = .keep(reads: isBlind ? standby : nil, share: share)
        case .keep: self = .keep(reads: reads, share: share)
        case .hold: self = .hold
        case .refuse: self = isWrong ? .unroute(reads: reads) : .refuse(reads: standby, share: share)
        }
    }
}
