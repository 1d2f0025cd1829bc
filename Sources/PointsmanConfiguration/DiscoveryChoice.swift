package import PointsmanCore

/// The way in which members are found.
package enum DiscoveryChoice: Equatable, Sendable {
    /// The records that Fly keeps for an app.
    case fly(app: String)
    /// An SRV record.
    case srv(name: String)
    /// All addresses of a name.
    case name(host: String)
    /// A name under `.internal`; DNS's answers tell whether it is an app on Fly.
    /// - Parameter isOnFly: whether this instance runs on Fly.
    case internalName(host: String, app: String, isOnFly: Bool)
    /// Patroni's REST API at any of these.
    case patroni([ListedHost])
    case fixed([MemberID])
    /// Hosts that are listed; some of them are names.
    case hosts([ListedHost])
}
