/// What one rule of readiness finds.
package struct ReadinessCheck: Equatable, Sendable {
    /// With a sentence where something is the matter.
    package enum Finding: Equatable, Sendable {
        case good
        /// Clients wait or fail, as they would at any instance.
        case degrades(String)
        /// This instance is worse than others.
        case fails(String)
    }

    package let rule: ReadinessRule
    package let finding: Finding

    /// Nil where nothing is the matter.
    package var reason: String? {
        switch finding {
        case .good: nil
        case .degrades(let reason), .fails(let reason): reason
        }
    }

    /// Whether it keeps traffic away.
    package var fails: Bool { if case .fails = finding { true } else { false } }
}
