/// Whether this instance should get traffic.
package enum Readiness: Equatable, Sendable {
    case ready
    /// A sentence for the person who is paged.
    case notReady(String)

    /// What `checks` come to when those of these names don't count.
    init(_ checks: [ReadinessCheck], without excluded: [String] = []) {
        self =
            checks.first { $0.reason != nil && !excluded.contains($0.rule.rawValue) }?.reason.map { .notReady($0) }
            ?? .ready
    }

    package var isReady: Bool { if case .ready = self { true } else { false } }
}
