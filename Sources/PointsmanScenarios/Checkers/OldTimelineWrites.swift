package import PointsmanCore

/// S5: no write that is acknowledged through a pooler after *set* is on an older timeline than the one that was set. If
/// an operator has resumed the pooler, a setting that comes before the agent can notice that counts from the next hold
/// on.
package struct OldTimelineWrites: Checker {
    package static let name = "S5"
    package static let needs: [Fact.Kind] = [.set, .acknowledged]

    private var timelines: [UInt32]
    private var isResumedByHand: [Bool]

    package init(agents: Int, policy: Policy) {
        timelines = Array(repeating: 0, count: agents)
        isResumedByHand = Array(repeating: false, count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .set(let agent, _, let timeline):
            timelines[agent] = isResumedByHand[agent] ? min(timelines[agent], timeline) : timeline
            return nil
        case .resumedByHand(let agent):
            isResumedByHand[agent] = true
            return nil
        case .paused(let agent):
            isResumedByHand[agent] = false
            return nil
        // Without its fence the agent knows no earlier setting.
        case .agentStarted(let agent, keepsFence: false):
            timelines[agent] = 0
            return nil
        case .acknowledged(let agent, let server, let timeline):
            guard timeline < timelines[agent] else { return nil }
            return "agent \(agent)'s pooler acknowledged a write on server \(server)'s timeline \(timeline) "
                + "after it was set to timeline \(timelines[agent])"
        default: return nil
        }
    }
}
