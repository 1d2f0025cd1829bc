/// Whether this instance should get traffic: whether it would serve clients worse than its peers, not whether the
/// database is well.
package enum Readiness: Codable, Equatable, Sendable {
    case ready
    /// It should get traffic, though its clients wait or fail as they would at any instance. The sentence says why.
    case degraded(String)
    /// It should get no traffic; the sentence is for the person who is paged.
    case notReady(String)

    /// The readiness by `checks`, without those whose names are excluded: the first failure counts, else the first
    /// degradation.
    init(_ checks: [ReadinessCheck], without excluded: [String] = []) {
        switch ReadinessCheck.deciding(checks, without: excluded)?.finding {
        case .good, nil: self = .ready
        case .degrades(let reason): self = .degraded(reason)
        case .fails(let reason): self = .notReady(reason)
        }
    }

    /// Whether traffic should come here.
    package var isReady: Bool { if case .notReady = self { false } else { true } }

    package var isDegraded: Bool { if case .degraded = self { true } else { false } }

    /// The sentence; nil if all is well.
    package var reason: String? {
        switch self {
        case .ready: nil
        case .degraded(let reason), .notReady(let reason): reason
        }
    }

    /// The word in the status.
    package var word: String {
        switch self {
        case .ready: "ready"
        case .degraded: "degraded"
        case .notReady: "not ready"
        }
    }

    /// The word, with the reason if there is one.
    package var text: String { reason.map { "\(word): \($0)" } ?? word }
}

/// The finding of one rule of readiness.
package struct ReadinessCheck: Codable, Equatable, Sendable {
    /// The result; a sentence says what is wrong.
    package enum Finding: Codable, Equatable, Sendable {
        case good
        /// Clients wait or fail, as they would at any instance.
        case degrades(String)
        /// This instance serves worse than others.
        case fails(String)
    }

    package let rule: ReadinessRule
    package let finding: Finding

    /// The one of `checks` whose sentence the readiness has; nil if all is well.
    static func deciding(_ checks: [ReadinessCheck], without excluded: [String] = []) -> ReadinessCheck? {
        var degradation: ReadinessCheck?
        for check in checks where !excluded.contains(check.rule.rawValue) {
            switch check.finding {
            case .good: break
            case .degrades: degradation = degradation ?? check
            case .fails: return check
            }
        }
        return degradation
    }

    /// The sentence; nil if nothing is wrong.
    package var reason: String? {
        switch finding {
        case .good: nil
        case .degrades(let reason), .fails(let reason): reason
        }
    }

    /// Whether it keeps traffic away.
    package var fails: Bool { if case .fails = finding { true } else { false } }
}
