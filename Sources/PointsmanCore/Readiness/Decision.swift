/// A change of the decision, for the log: the rule, the readiness, and how bad that is.
package struct Decision: Codable, Equatable, Sendable {
    /// How much a decision matters to the person who reads the log.
    package enum Weight: Codable, Sendable {
        /// As it should be, or part of a start.
        case info
        /// Clients wait, or writes move, or something is wrong that costs no write yet.
        case warning
        /// Writes fail.
        case error
    }

    package var verdict: WriteVerdict
    package var readiness: Readiness
    package var weight: Weight
    /// The rule whose sentence the readiness has; nil if all is well.
    package var check: ReadinessRule?

    package init(verdict: WriteVerdict, readiness: Readiness, weight: Weight, check: ReadinessRule?) {
        self.verdict = verdict
        self.readiness = readiness
        self.weight = weight
        self.check = check
    }

    /// - Parameter isStarting: whether no route was confirmed since the agent started.
    init(_ status: borrowing Status, isStarting: Bool) {
        self.init(
            verdict: status.verdict, readiness: status.readiness,
            weight: Self.weight(status.verdict, status.readiness, status.hold, isStarting: isStarting),
            check: status.decidingRule)
    }

    /// Whether it says the same as `other`, whatever the weights are.
    func isSame(as other: Decision?) -> Bool { verdict == other?.verdict && readiness == other?.readiness }

    private static func weight(
        _ verdict: WriteVerdict, _ readiness: Readiness, _ hold: Reroute.Hold, isStarting: Bool
    ) -> Weight {
        if verdict.action == .refuse || verdict.rule == .readOnly || hold == .turnedAway { return .error }
        if isStarting || (verdict.rule == .route && readiness == .ready) { return .info }
        return .warning
    }
}
