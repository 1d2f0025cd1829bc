/// The count of members that stream from a primary. Both sides are heard: standbys report the server that they follow,
/// and the primary's connections show the members' addresses. Archivers and standbys that are no members count on
/// neither side. A connection from the address of a member at which no server listens is another program's.
extension ClusterView {
    /// How many members stream from a primary.
    package struct Streaming: Equatable {
        /// The members that report it, and those that report nothing but have a connection from their address.
        package var certain = 0
        /// The members that may stream: they report nothing, and no connection shows the contrary. A member that
        /// refuses connections is one of them, since a firewall may refuse in its name.
        package var possible = 0
        /// Those of ``possible`` that answer as standbys, if neither they nor the primary show to our role from which
        /// server they stream. That is all that a role without pg_monitor ever sees of standbys that stream.
        package var hidden = 0

        package init(certain: Int = 0, possible: Int = 0, hidden: Int = 0) {
            self.certain = certain
            self.possible = possible
            self.hidden = hidden
        }
    }

    /// Whether a primary and the members that stream from it are more than half of the members.
    package enum Majority: Equatable, Sendable {
        case present
        case absent
        /// It is there if the standbys that answer stream from the primary, which nothing shows to our role.
        case hidden
        /// It depends on members about which nothing is known.
        case unknown
    }

    package func streaming(from primary: MemberView) -> Streaming {
        var streaming = Streaming()
        var silent = 0
        let followers = primary.report?.followers ?? .unknown
        for view in members where view.member != primary.member && view.identity != primary.identity {
            switch view.standing {
            case .foreign, .stale, .readOnly, .writable: continue
            case .standby, .unknown: break
            }
            switch view.standing == .standby ? view.report?.upstream ?? .unknown : .unknown {
            case .none: break
            case .member(let upstream): if identity(of: upstream) == primary.identity { streaming.certain += 1 }
            case .unknown:
                let isShown = followers.includes(view.member.address) && !view.isNobodyThere
                if isShown { streaming.certain += 1 } else { silent += 1 }
                if followers.count == nil, view.standing == .standby { streaming.hidden += 1 }
            }
        }
        streaming.possible = min(silent, followers.count.map { max(0, $0 - streaming.certain) } ?? silent)
        return streaming
    }

    /// The majority among the members of the primary's cluster that discovery names.
    package func majority(of primary: MemberView) -> Majority {
        let streaming = streaming(from: primary)
        let all = members.count { $0.standing != .foreign && ($0.isNamed || $0.member == primary.member) }
        if (1 + streaming.certain) * 2 > all { return .present }
        if (1 + streaming.certain + streaming.hidden) * 2 > all { return .hidden }
        return (1 + streaming.certain + streaming.possible) * 2 > all ? .unknown : .absent
    }
}
