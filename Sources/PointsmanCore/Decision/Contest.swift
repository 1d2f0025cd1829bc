/// Owns the moment since which a lone higher timeline has stood beside the routed primary (rule *contested*). At first
/// it may be a successor that is seen before the primary's silence is; later it is a copy, and a missed probe is no
/// reason to follow it.
package struct Contest: Codable, Equatable, Sendable {
    /// Nil while there is no contest.
    package private(set) var since: Instant?

    package init() {}

    /// Whether the higher timeline may still be a successor's: it has stood for less than `suspectAfter`.
    func isYoung(_ policy: Policy, at moment: Instant) -> Bool {
        since.map { moment - $0 < policy.suspectAfter } ?? false
    }

    package mutating func follow(_ verdict: WriteVerdict, at moment: Instant) {
        since = verdict.rule == .contested && verdict.action == .keep ? since ?? moment : nil
    }

    /// When the contest stops being young; nil without one.
    func nextDeadline(_ policy: Policy) -> Instant? {
        since.map { $0 + policy.suspectAfter }
    }
}
