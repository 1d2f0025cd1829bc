package import PointsmanCore

/// Heed: no agent orders that writes move to a server that a second opinion has just refused, unless the source has
/// taken that back. "Just" means within `probe_timeout`, the time for which an agent that begins to ask anew waits for
/// an answer.
package struct HeededOpinion: Checker {
    package static let name = "Heed"
    package static let needs: [Fact.Kind] = [.spokenOf, .orderedReads]
    package static let followsPolicies = true

    private struct Refusal {
        let address: Int
        let source: OpinionSource
        let moment: VirtualTime
    }

    private var refusals: [[Refusal]]
    private var memories: [VirtualTime]

    package init(agents: Int, policy: Policy) {
        refusals = Array(repeating: [], count: agents)
        memories = Array(repeating: VirtualTime(policy.probeTimeout), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .policyTaken(let agent, let policy): memories[agent] = VirtualTime(policy.probeTimeout)
        case .spokenOf(let agent, let address, let source, let isRefusal):
            refusals[agent].removeAll { $0.address == address && $0.source == source }
            if isRefusal { refusals[agent].append(Refusal(address: address, source: source, moment: moment)) }
        // What an earlier run of the agent heard, or heard under another fence, says nothing about this one.
        case .agentEnded(let agent), .toldToAdopt(let agent, _), .toldToReset(let agent): refusals[agent] = []
        case .orderedReads(let agent, _, let primary?, _):
            let refusal = refusals[agent].first { $0.address == primary && moment - $0.moment < memories[agent] }
            return refusal.map { refusal in
                "agent \(agent) has writes move to address \(primary), which \(refusal.source) refused at "
                    + "\(refusal.moment)"
            }
        default: break
        }
        return nil
    }
}
