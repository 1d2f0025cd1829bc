import LinuxReactor
import PointsmanScenarios

/// The servers that play the scenario's roles in one run.
@Reactor
struct DrillCast {
    private let cluster: LabCluster
    let primary: MemberServer
    let candidate: MemberServer
    let other: MemberServer
    /// The foreign server, at the address that the scenario gives it.
    private(set) var foreign: MemberServer

    init(_ cluster: LabCluster, _ scenario: Scenario) async throws(LabError) {
        self.cluster = cluster
        let primary = try await cluster.primary()
        let candidate = cluster.candidate(for: primary)
        self.primary = primary
        self.candidate = candidate
        other = cluster.servers.first { $0 !== primary && $0 !== candidate }!
        foreign = cluster.foreign(at: cluster.plan.spare)
        for case .impersonate(let victim) in scenario.steps { foreign = cluster.foreign(at: member(victim)) }
    }

    subscript(_ role: Scenario.Server) -> MemberServer {
        switch role {
        case .primary: primary
        case .candidate: candidate
        case .other: other
        case .clone: cluster.clone
        case .foreign: foreign
        }
    }

    /// The member by which DNS names it; guests have the spare place.
    func member(_ role: Scenario.Server) -> LabMember {
        role == .clone || role == .foreign ? cluster.plan.spare : self[role].member
    }

    /// The name of a place's port at the bridge.
    func port(_ place: Scenario.Place) -> String {
        switch place {
        case .server(let role): member(role).region
        case .agent: RegionNetwork.agent
        case .resolver: RegionNetwork.resolver
        }
    }
}
