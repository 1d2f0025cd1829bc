package import PointsmanCore

/// Heed: no agent orders that writes move to a server that a second opinion has just refused, unless the source has
/// taken that back. "Just" means within `probe_timeout`, the time for which an agent that begins to ask anew waits for
/// an answer. A refusal is about the server as the agent had seen it: another run of it, or one on another timeline, is
/// asked about anew.
package struct HeededOpinion: Checker {
    package static let name = "Heed"
    package static let needs: [Fact.Kind] = [.spokenOf, .orderedReads, .observed]
    package static let followsPolicies = true

    private struct Refusal {
        let address: Int
        let source: OpinionSource
        let moment: VirtualTime
    }

    private var refusals: [[Refusal]]
    private var claims: [ByAddress<Claim>]
    private var memories: [VirtualTime]
    /// The server that each agent's pooler leads writes to: to stay there is no move.
    private var led: [Int?]

    package init(agents: Int, policy: Policy) {
        refusals = Array(repeating: [], count: agents)
        claims = Array(repeating: ByAddress(), count: agents)
        led = Array(repeating: nil, count: agents)
        memories = Array(repeating: VirtualTime(policy.probeTimeout), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .moved(let agent, let server, _, _): led[agent] = server
        case .policyTaken(let agent, let policy): memories[agent] = VirtualTime(policy.probeTimeout)
        case .spokenOf(let agent, let address, let source, let isRefusal):
            refusals[agent].removeAll { $0.address == address && $0.source == source }
            if isRefusal { refusals[agent].append(Refusal(address: address, source: source, moment: moment)) }
        case .observed(let agent, let address, let claim?):
            if let known = claims[agent][address],
                known.server != claim.server || known.run != claim.run || known.timeline != claim.timeline
            {
                refusals[agent].removeAll { $0.address == address }
            }
            claims[agent][address] = claim
        // What an earlier run of the agent heard, or heard under another fence, says nothing about this one.
        case .agentEnded(let agent), .toldToAdopt(let agent, _), .toldToReset(let agent): refusals[agent] = []
        case .orderedReads(let agent, _, let primary?, _):
            if let led = led[agent], claims[agent][primary]?.server == led { return nil }
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
