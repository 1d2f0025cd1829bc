/// Whether this instance should get traffic: whether it would serve clients worse than its peers, not whether the database
/// is well.
package enum Readiness: Equatable, Sendable {
    case ready
    /// It should, though its clients wait or fail, as they would anywhere. A sentence says why.
    case degraded(String)
    /// A sentence for the person who is paged.
    case notReady(String)

    /// What `checks` come to when those of these names don't count: what fails is told before what only degrades.
    init(_ checks: [ReadinessCheck], without excluded: [String] = []) {
        var degradation: String?
        for check in checks where !excluded.contains(check.rule.rawValue) {
            switch check.finding {
            case .good: break
            case .degrades(let reason): degradation = degradation ?? reason
            case .fails(let reason):
                self = .notReady(reason)
                return
            }
        }
        self = degradation.map { .degraded($0) } ?? .ready
    }

    /// Whether traffic should come here.
    package var isReady: Bool { if case .notReady = self { false } else { true } }

    package var isDegraded: Bool { if case .degraded = self { true } else { false } }

    /// Nil where all is well.
    package var reason: String? {
        switch self {
        case .ready: nil
        case .degraded(let reason), .notReady(let reason): reason
        }
    }

    /// As status shows it.
    package var word: String {
        switch self {
        case .ready: "ready"
        case .degraded: "degraded"
        case .notReady: "not ready"
        }
    }

    /// The word, with the reason where there is one.
    package var text: String { reason.map { "\(word): \($0)" } ?? word }
}

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
