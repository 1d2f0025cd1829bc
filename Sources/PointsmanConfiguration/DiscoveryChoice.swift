package import PointsmanCore

/// How the members are found.
package enum DiscoveryChoice: Equatable, Sendable {
    /// The records that Fly keeps for an app.
    case fly(app: String)
    /// An SRV record.
    case srv(name: String)
    /// All addresses of a name.
    case name(host: String)
    /// A name under `.internal`, of which the answers tell whether it is an app of Fly's.
    /// - Parameter isOnFly: whether this instance runs there.
    case internalName(host: String, app: String, isOnFly: Bool)
    /// Patroni's REST API at any of these.
    case patroni([ListedHost])
    case fixed([MemberID])
    /// Hosts that were written down, of which some are names.
    case hosts([ListedHost])
}
