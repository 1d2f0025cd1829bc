package import PointsmanCore

/// Start: an agent sets its first route only after every member that DNS has named has answered or run out of time. If
/// it sees two clusters, it chooses neither until it knows which one is ours (HowItDecides.md#where-writes-go). An
/// operator's adoption of a primary says which one is ours, even if other members have not answered yet; the first
/// route still waits for them.
package struct CarefulStart: Checker {
    package static let name = "Start"
    package static let needs: [Fact.Kind] = [.named, .observed, .set]

    private struct Agent {
        var hasSet = false
        var isPinned: Bool
        var named: UInt32 = 0
        var asked: UInt32 = 0
        /// The members that had not answered when the first route was ordered; nil before that. A member that DNS names
        /// while the order is on its way to the pooler does not count.
        var unaskedAtOrder: UInt32?
        /// The last adoption by an operator: its moment, and the address that owns the fence by it.
        var word: (moment: VirtualTime, address: Int)?
        var fence: Fence?
        /// The route in the pooler's file, whether this run of the agent has written it or an earlier one.
        var led: (address: Int, timeline: UInt32)?
        var claims = ByAddress<Claim>()

        var unasked: UInt32 { named & ~asked }
    }

    private var agents: [Agent]
    private let isPinned: Bool

    package init(agents: Int, policy: Policy) {
        isPinned = policy.systemIdentifier != nil
        self.agents = Array(repeating: Agent(isPinned: isPinned), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .agentStarted(let agent, _):
            let led = agents[agent].led
            agents[agent] = Agent(isPinned: isPinned)
            agents[agent].led = led
        case .toldToAdopt(let agent, let address):
            agents[agent].word = (moment, address)
        case .toldToReset(let agent):
            agents[agent].isPinned = isPinned
        case .raised(let agent, let fence, _):
            // A fence that is known before any member is named comes from an earlier run. Any other fence is a choice,
            // unless only its owner's position has risen, or the pooler leads to its owner already: by the agent's
            // doing, or by an operator's adoption, which takes effect at once.
            let isKnown = agents[agent].fence.map { $0.owner == fence.owner && $0.timeline == fence.timeline } ?? false
            let isLed =
                agents[agent].led.map {
                    Numbering.address(of: fence.owner) == $0.address && fence.timeline.number >= $0.timeline
                } ?? false
            let isChoice = !isKnown && !isLed
            defer {
                agents[agent].isPinned = true
                agents[agent].fence = fence
            }
            if let word = agents[agent].word, word.moment == moment, Numbering.address(of: fence.owner) == word.address
            {
                return nil
            }
            if isChoice, agents[agent].named != 0, !agents[agent].hasSet { return complaint(agent) }
        case .named(let agent, let addresses):
            if !agents[agent].hasSet { agents[agent].named = addresses }
        case .observed(let agent, let address, let claim):
            agents[agent].asked |= 1 << UInt32(address)
            agents[agent].claims[address] = claim
        case .orderedReads(let agent, _, .some, _):
            agents[agent].unaskedAtOrder = agents[agent].unasked
        case .filed(let agent, let address, let timeline):
            agents[agent].led = address.map { ($0, timeline) }
        case .set(let agent, _, _):
            defer { agents[agent].hasSet = true }
            return agents[agent].hasSet ? nil : complaint(agent, unasked: agents[agent].unaskedAtOrder)
        default: break
        }
        return nil
    }

    private func complaint(_ number: Int, unasked: UInt32? = nil) -> String? {
        let agent = agents[number]
        let unasked = unasked ?? agent.unasked
        if unasked != 0 {
            return "agent \(number) set its first route before \(unasked.nonzeroBitCount) members had answered"
        }
        let seen = agent.claims.values.compactMap(\.self)
        guard !agent.isPinned, seen.contains(where: \.isOurs), seen.contains(where: { !$0.isOurs }) else { return nil }
        return "agent \(number) chose between two clusters"
    }
}
