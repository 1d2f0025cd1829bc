package import PointsmanCore

/// Kept: if an operator adopts a primary, the agent orders its pooler to none of the primaries that it then saw on a
/// higher timeline, until the operator's next command, and even after a restart of the agent. A server that has been
/// started again since counts as another one.
package struct KeptWord: Checker {
    package static let name = "Kept"
    package static let needs: [Fact.Kind] = [.observed, .orderedReads]

    private var passedOver: [PassedOver]

    package init(agents: Int, policy: Policy) {
        passedOver = Array(repeating: PassedOver(), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .observed(let agent, let address, let claim): passedOver[agent].observe(address, claim)
        case .toldToAdopt(let agent, let address): passedOver[agent].adopt(address)
        case .toldToReset(let agent): passedOver[agent].reset()
        case .saved(let agent, let fence): passedOver[agent].save(fence)
        case .agentStarted(let agent, let keepsFence): passedOver[agent].restart(keepsFence: keepsFence)
        case .orderedReads(let agent, _, let primary?, _):
            guard let server = passedOver[agent].server(at: primary), passedOver[agent].contains(server) else {
                return nil
            }
            return "agent \(agent) has writes sent to server \(server), which an operator has passed over"
        default: break
        }
        return nil
    }
}
