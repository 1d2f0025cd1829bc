/// The count of servers that stream from a primary, each once however many of its addresses are members. Both sides are
/// heard: standbys report the server that they follow, and the primary's connections show the members' addresses.
/// Archivers and standbys that are no members count on neither side. A connection from the address of a member at which
/// no server listens is another program's.
extension ClusterView {
    /// How many servers stream from a primary.
    package struct Streaming: Equatable {
        /// The servers that report it, and those that report nothing but have a connection from one of their addresses.
        package var certain = 0
        /// The servers that may stream: they report nothing, and no connection shows the contrary. A server that
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

    /// Whether a primary and the servers that stream from it are more than half of the servers.
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
        for first in servers(besides: primary) {
            let server = addresses(of: first)
            guard server.allSatisfy(\.mayFollow) else { continue }
            let upstreams = server.lazy.filter { $0.standing == .standby }.compactMap { $0.report?.upstream }
            if upstreams.contains(where: { $0.member.map { identity(of: $0) == primary.identity } ?? false }) {
                streaming.certain += 1
            } else if upstreams.allSatisfy({ $0 == .unknown }) {
                let isShown = server.contains { view in
                    followers.includes(view.member.address) && !view.hasNoListener
                }
                if isShown { streaming.certain += 1 } else { silent += 1 }
                if followers.count == nil, server.contains(where: { $0.standing == .standby }) { streaming.hidden += 1 }
            }
        }
        streaming.possible = min(silent, followers.count.map { max(0, $0 - streaming.certain) } ?? silent)
        return streaming
    }

    /// The majority among the servers of the primary's cluster that discovery names.
    package func majority(of primary: MemberView) -> Majority {
        let streaming = streaming(from: primary)
        let others = servers(besides: primary).count { first in
            let server = addresses(of: first)
            return server.contains(where: \.isNamed) && !server.contains { $0.standing == .foreign }
        }
        let all = 1 + others
        if (1 + streaming.certain) * 2 > all { return .present }
        if (1 + streaming.certain + streaming.hidden) * 2 > all { return .hidden }
        return (1 + streaming.certain + streaming.possible) * 2 > all ? .unknown : .absent
    }

    /// The servers other than the primary's, each by the place of its first address among the members.
    private func servers(besides primary: MemberView) -> some Sequence<Int> {
        members.indices.lazy.filter { index in
            !members[index].isSameServer(as: primary)
                && !members[..<index].contains { $0.isSameServer(as: members[index]) }
        }
    }

    /// All addresses of the server whose first one is there.
    private func addresses(of first: Int) -> some Sequence<MemberView> {
        members[first...].lazy.filter { $0.isSameServer(as: members[first]) }
    }
}

extension MemberView {
    /// Whether both are addresses of one server, by the runs that were seen there last. One that has never answered stands for a
    /// server of its own.
    fileprivate func isSameServer(as other: MemberView) -> Bool {
        member == other.member || (lastIdentity != nil && lastIdentity == other.lastIdentity)
    }

    /// Whether it may stream from a primary: it is a standby, or nothing is known.
    fileprivate var mayFollow: Bool {
        switch standing {
        case .standby, .unknown: true
        case .foreign, .stale, .readOnly, .writable: false
        }
    }
}
