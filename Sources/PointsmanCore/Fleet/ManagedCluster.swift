/// What an HA manager says of its cluster: `GET /cluster` of Patroni's REST API.
package struct ManagedCluster: Equatable, Sendable {
    package enum Role: Equatable, Sendable {
        case leader
        /// Of a cluster that follows another one.
        case standbyLeader
        /// Any other.
        case replica
    }

    package struct Node: Equatable, Sendable {
        /// As the manager calls it.
        package let name: String
        package let role: Role
        /// Whether its server runs, or streams.
        package let isRunning: Bool
        /// Where PostgreSQL is dialled: a name or an address; nil where it has not said, or where that is neither.
        package let host: String?
        /// What it has said that is neither a name nor an address, for people; nil if it is not so.
        package let strangeHost: String?
        package let port: UInt16?
        /// Tag `nofailover`, or `failover_priority` 0.
        package let takesNoLead: Bool
        /// Tag `noloadbalance`.
        package let takesNoReads: Bool
        /// The tag `region`, which only Pointsman reads.
        package let region: Region?

        package init(
            name: String, role: Role, isRunning: Bool = true, host: String?, strangeHost: String? = nil,
            port: UInt16?, takesNoLead: Bool = false, takesNoReads: Bool = false, region: Region? = nil
        ) {
            self.name = name
            self.role = role
            self.isRunning = isRunning
            self.host = host
            self.strangeHost = strangeHost
            self.port = port
            self.takesNoLead = takesNoLead
            self.takesNoReads = takesNoReads
            self.region = region
        }
    }

    package let nodes: [Node]
    package let isPaused: Bool
    /// Whether a switchover waits for its hour.
    package let hasScheduled: Bool

    package init(_ nodes: [Node], isPaused: Bool = false, hasScheduled: Bool = false) {
        self.nodes = nodes
        self.isPaused = isPaused
        self.hasScheduled = hasScheduled
    }

    /// The node that `member` is: by its address or its name, and its port; nil where none, or more than one, is.
    func node(of member: Member) -> Node? {
        let found = nodes.filter { node in
            guard let host = node.host, node.port ?? 5432 == member.id.port else { return false }
            return IPAddress(host).map { $0 == member.id.address }
                ?? (host.lowercased() == member.name.text?.lowercased())
        }
        if found.count == 1 { return found[0] }
        let named = nodes.filter { $0.name == member.name.text }
        return found.isEmpty && named.count == 1 ? named[0] : nil
    }
}

/// What an HA manager is to be asked for: its names of who leads and of who is to lead.
package struct ManagedMove: Equatable, Sendable {
    package let leader: String
    package let candidate: String

    package init(leader: String, candidate: String) {
        self.leader = leader
        self.candidate = candidate
    }
}

/// Why an HA manager is not asked for a switchover: ordered, and the first that matches wins.
package enum ManagerRule: String, CaseIterable, Sendable {
    case paused, leaderless
    case standbyCluster = "standby-cluster"
    case scheduled
    case unknownPrimary = "unknown-primary"
    case otherLeader = "other-leader"
    case unknownTarget = "unknown-target"
    case notEligible = "not-eligible"
    case notRunning = "not-running"

    package struct Refusal: Error, Equatable, Sendable {
        package let rule: ManagerRule
        /// A sentence without a full stop.
        package let sentence: String
    }

    /// What the manager of `cluster` is asked for, so that `target` takes over from `primary`.
    package static func move(
        to target: Member, from primary: Member, in cluster: ManagedCluster
    ) throws(Refusal) -> ManagedMove {
        for rule in allCases {
            if let sentence = rule.sentence(target, primary, cluster) { throw Refusal(rule: rule, sentence: sentence) }
        }
        guard let leader = cluster.node(of: primary), let candidate = cluster.node(of: target) else {
            preconditionFailure("the rules let pass whom the cluster does not know")
        }
        return ManagedMove(leader: leader.name, candidate: candidate.name)
    }

    /// What the manager is asked for, so that the first of `targets` that it lets lead takes over from `primary`.
    /// - Parameter targets: not empty; the best first.
    package static func move(
        toOneOf targets: [Member], from primary: Member, in cluster: ManagedCluster
    ) throws(Refusal) -> (target: Member, move: ManagedMove) {
        var refusals: [Refusal] = []
        for target in targets {
            do throws(Refusal) {
                return (target, try move(to: target, from: primary, in: cluster))
            } catch {
                if !refusals.contains(error) { refusals.append(error) }
            }
        }
        throw Refusal(rule: refusals[0].rule, sentence: refusals.map(\.sentence).joined(separator: "; "))
    }

    private func sentence(_ target: Member, _ primary: Member, _ cluster: ManagedCluster) -> String? {
        let leader = cluster.nodes.first { $0.role == .leader }
        let (from, to) = (cluster.node(of: primary), cluster.node(of: target))
        switch self {
        case .paused: return cluster.isPaused ? "Patroni is paused: `patronictl resume` first" : nil
        case .leaderless:
            return cluster.nodes.contains { $0.role != .replica } ? nil : "Patroni's cluster has no leader now"
        case .standbyCluster:
            return leader == nil ? "Patroni's cluster is a standby cluster, and its leader takes no writes" : nil
        case .scheduled:
            return cluster.hasScheduled ? "Patroni has a switchover scheduled: `patronictl flush` first" : nil
        case .unknownPrimary:
            return from == nil
                ? "Patroni's cluster has no member at \(primary.id), or under its name; it has \(Self.list(cluster))"
                : nil
        case .otherLeader:
            guard let leader, leader != from else { return nil }
            return "writes go to \(primary.id), and Patroni's leader is \(leader.name)"
        case .unknownTarget:
            return to == nil
                ? "Patroni's cluster has no member at \(target.id), or under its name; it has \(Self.list(cluster))"
                : nil
        case .notEligible:
            return to?.takesNoLead == true ? "\(target.id) has Patroni's tag nofailover" : nil
        case .notRunning: return to?.isRunning == false ? "Patroni says that \(target.id) does not run" : nil
        }
    }

    private static func list(_ cluster: ManagedCluster) -> String {
        cluster.nodes.map { "\($0.name) (\($0.host ?? "?"):\($0.port ?? 5432))" }.joined(separator: ", ")
    }
}
