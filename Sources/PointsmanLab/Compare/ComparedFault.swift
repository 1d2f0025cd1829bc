import LinuxReactor

/// A fault that ends with a promotion, in `pointsman-lab compare`.
package enum ComparedFault: String, CaseIterable, Sendable, Encodable {
    /// SIGKILL to every process of the primary.
    case crash
    /// SIGSTOP to them, and SIGCONT after the measurement: the kernel still answers for the server.
    case hang
    /// All packets between the primary and every other place are dropped, until the measurement is over.
    case partition
}

extension ComparedFault {
    /// Does it to `primary`.
    @Reactor
    func strike(_ primary: MemberServer, of stack: LabStack) async throws(LabError) {
        switch self {
        case .crash: await primary.kill()
        case .hang: await primary.freeze()
        case .partition:
            let own = primary.member.region
            let others =
                stack.plan.members.map(\.region).filter { $0 != own } + [RegionNetwork.agent, RegionNetwork.resolver]
            try await stack.regions?.cut(
                others.flatMap {
                    [PartitionRules.Way(from: own, to: $0), PartitionRules.Way(from: $0, to: own)]
                })
        }
    }

    /// Ends it; a primary that was killed stays dead.
    @Reactor
    func end(_ primary: MemberServer, of stack: LabStack) async throws(LabError) {
        if self == .hang { primary.thaw() }
        if self == .partition { try await stack.regions?.mend() }
    }
}
