package import PointsmanCore

/// Heed: no agent orders that writes move to a server that a second opinion has just refused and not taken back. Just is within
/// `probe_timeout`: for so long an agent that begins to ask anew waits for an answer.
package struct HeededOpinion: Checker {
    package static let name = "Heed"
    package static let needs: [Fact.Kind] = [.spokenOf, .orderedReads]

    private struct Refusal {
        let address: Int
        let source: OpinionSource
        let moment: VirtualTime
    }

    private var refusals: [[Refusal]]
    private let memory: VirtualTime

    package init(agents: Int, policy: Policy) {
        refusals = Array(repeating: [], count: agents)
        memory = VirtualTime(policy.probeTimeout)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .spokenOf(let agent, let address, let source, let isRefusal):
            refusals[agent].removeAll { $0.address == address && $0.source == source }
            if isRefusal { refusals[agent].append(Refusal(address: address, source: source, moment: moment)) }
            return nil
        // What it was told of another run, or by another fence, says nothing of this one.
        case .agentEnded(let agent), .toldToAdopt(let agent, _), .toldToReset(let agent):
            refusals[agent] = []
            return nil
        case .orderedReads(let agent, _, let primary?, _):
            guard
                let refusal = refusals[agent].first(where: {
                    $0.address == primary && moment - $0.moment < memory
                })
            else { return nil }
            return "agent \(agent) has writes move to address \(primary), which \(refusal.source) refused at "
                + "\(refusal.moment)"
        default: return nil
        }
    }
}
