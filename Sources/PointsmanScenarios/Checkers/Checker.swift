package import PointsmanCore

/// A judge of one property over what truly happened. It knows nothing of how agents decide.
package protocol Checker: Sendable {
    /// The property's name in Guarantees.md.
    static var name: String { get }

    /// The facts without which it can't judge. What else it takes only excuses.
    static var needs: [Fact.Kind] { get }

    init(agents: Int, policy: Policy)

    /// Takes the next fact.
    /// - Returns: what is wrong with it, if something is.
    mutating func take(_ fact: Fact, at moment: VirtualTime) -> String?
}
