package import PointsmanCore

/// Checks one property of what truly happened. A checker knows nothing of how agents decide.
package protocol Checker: Sendable {
    /// The property's name in Guarantees.md.
    static var name: String { get }

    /// The kinds of facts without which it can't judge. It uses other kinds only to excuse an agent.
    static var needs: [Fact.Kind] { get }

    /// Whether it follows each agent's policy from one `.policyTaken` to the next. Other checkers use, for each time
    /// limit, the longest that any agent has in the run.
    static var followsPolicies: Bool { get }

    init(agents: Int, policy: Policy)

    /// Takes the next fact.
    /// - Returns: the violation as a sentence; nil if there is none.
    mutating func take(_ fact: Fact, at moment: VirtualTime) -> String?
}

extension Checker {
    package static var followsPolicies: Bool { false }
}
