/// Owns the moment since which the routed primary has lacked the majority of the members that it had before: it and the
/// standbys that stream from it are fewer than half of all. Only the same run of the server counts: a server that has
/// just started waits for its standbys.
package struct Isolation: Codable, Equatable, Sendable {
    /// Nil while the primary has a majority, or never had one.
    package private(set) var since: Instant?
    private var majorityOf: ServerIdentity?

    package init() {}

    package mutating func follow(_ routed: MemberID?, in view: ClusterView, at moment: Instant) {
        guard let primary = routed.flatMap({ view[$0] }), primary.standing == .writable, let report = primary.report
        else {
            since = nil
            return
        }
        switch view.majority(of: primary) {
        case .present:
            majorityOf = report.identity
            since = nil
        case .absent where majorityOf == report.identity: since = since ?? moment
        // Without the right to see more, the cluster looks as it does while all is well.
        case .hidden: since = nil
        // An unknown majority neither begins an isolation nor ends one.
        case .unknown where majorityOf == report.identity: break
        case .absent, .unknown: since = nil
        }
    }
}
