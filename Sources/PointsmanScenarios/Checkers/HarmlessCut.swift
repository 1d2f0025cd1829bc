package import PointsmanCore

/// Sever (Guarantees.md): if the agent can cut single connections, a client that merely waits keeps its connection. A
/// cut that waits for a PAUSE which another console has ended waits in vain and ends with KILL; that is excused until
/// the next setting.
package struct HarmlessCut: Checker {
    package static let name = "Sever"
    package static let needs: [Fact.Kind] = [.severing, .dropped]

    private var isSevering: [Bool]
    private var isResumedByHand: [Bool]

    package init(agents: Int, policy: Policy) {
        isSevering = Array(repeating: false, count: agents)
        isResumedByHand = isSevering
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .severing(let agent, let canCut): isSevering[agent] = canCut && !isResumedByHand[agent]
        case .resumedByHand(let agent):
            isSevering[agent] = false
            isResumedByHand[agent] = true
        case .set(let agent, _, _): isResumedByHand[agent] = false
        case .severed(let agent), .agentStarted(let agent, _), .agentEnded(let agent), .agentStopped(let agent, _),
            .poolerEnded(let agent):
            isSevering[agent] = false
        case .dropped(let agent) where isSevering[agent]:
            return "agent \(agent) cut what hung, and a client that merely waited lost its connection"
        default: break
        }
        return nil
    }
}
