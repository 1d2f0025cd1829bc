package import PointsmanCore

/// The facts of one run, in order, whether the model wrote them or the lab.
package struct History: Sendable {
    package struct Entry: Sendable {
        package let moment: VirtualTime
        package let fact: Fact

        package init(_ moment: VirtualTime, _ fact: Fact) {
            self.moment = moment
            self.fact = fact
        }
    }

    package let agents: Int
    /// The policy of all agents.
    package let policy: Policy
    /// The kinds of facts that the writer can't see, with the reason for each. Their absence says nothing: a checker
    /// that needs one does not judge.
    package let unseen: [Fact.Kind: String]
    package private(set) var entries: [Entry] = []

    package init(agents: Int, policy: Policy, unseen: [Fact.Kind: String] = [:]) {
        self.agents = agents
        self.policy = policy
        self.unseen = unseen
    }

    /// Sorts the facts, which may come in any order; facts of one moment keep their order.
    package init(agents: Int, policy: Policy, unseen: [Fact.Kind: String] = [:], _ entries: [Entry]) {
        self.init(agents: agents, policy: policy, unseen: unseen)
        self.entries = entries.enumerated().sorted { left, right in
            (left.element.moment, left.offset) < (right.element.moment, right.offset)
        }.map(\.element)
    }

    /// Adds a fact that is no older than those before it.
    package mutating func add(_ fact: Fact, at moment: VirtualTime) {
        entries.append(Entry(moment, fact))
    }

    /// The facts before all faults were healed.
    package var untilHealed: ArraySlice<Entry> {
        entries.prefix { if case .healed = $0.fact { false } else { true } }
    }

    /// The servers that the agent's pooler led writes to, in order, before all faults were healed.
    package func path(of agent: Int = 0) -> [Int] {
        var path: [Int] = []
        for case .moved(agent, let server?, _, _) in untilHealed.map(\.fact) where path.last != server {
            path.append(server)
        }
        return path
    }
}
