package import PointsmanCore

/// How the members are found.
package enum DiscoveryChoice: Equatable, Sendable {
    /// The records that Fly keeps for an app.
    case fly(app: String)
    /// An SRV record.
    case srv(name: String)
    /// All addresses of a name.
    case name(host: String)
    case fixed([MemberID])

    /// The cluster's name, under which its fence is kept.
    package var clusterName: String {
        switch self {
        case .fly(let app): app
        case .srv(let name): name
        case .name(let host): host
        case .fixed(let members): members.map(\.description).joined(separator: ",")
        }
    }
}
