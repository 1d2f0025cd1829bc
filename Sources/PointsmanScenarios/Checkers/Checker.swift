package import PointsmanCore

/// A judge of one property over what truly happened. It knows nothing of how agents decide.
package protocol Checker: Sendable {
    /// The property's name in Guarantees.md.
    static var name: String { get }

    /// The facts without which it can't judge. What else it takes only excuses.
    static var needs: [Fact.Kind] { get }

    /// Whether it follows the policy of each agent from `.policyTaken` to the next. The others go by the longest of each time
    /// that any agent ever has.
    static var followsPolicies: Bool { get }

    init(agents: Int, policy: Policy)

    /// Takes the next fact.
    /// - Returns: what is wrong with it, if something is.
    mutating func take(_ fact: Fact, at moment: VirtualTime) -> String?
}

extension Checker {
    package static var followsPolicies: Bool { false }
}
