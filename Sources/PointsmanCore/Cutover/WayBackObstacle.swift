/// What the cluster that writes go to says before they go back to the one that they came from.
package struct WayBackFacts: Equatable, Sendable {
    package var present: CutoverFacts.Side
    package var former: CutoverFacts.Side
    /// A change that was made at the present cluster itself since the cutover; nil if there was none. Not known without the slot
    /// that the cutover has made.
    package var write: Known<String?>
    /// The sequences whose values differ.
    package var movedSequences: [String]

    package enum Known<Value: Equatable & Sendable>: Equatable, Sendable {
        case known(Value)
        case unknown(String)
    }

    package init(
        present: CutoverFacts.Side, former: CutoverFacts.Side, write: Known<String?>, movedSequences: [String]
    ) {
        self.present = present
        self.former = former
        self.write = write
        self.movedSequences = movedSequences
    }
}

/// Why there is no way back: ordered, and the first that matches wins. What is not known is no permission.
package enum WayBackObstacle: String, CaseIterable, Sendable {
    case sameCluster = "same-cluster"
    case notPrimary = "not-primary"
    case unknown
    case written
    case movedSequences = "moved-sequences"
    case noLock = "no-lock"

    package struct Refusal: Equatable, Sendable {
        package let obstacle: WayBackObstacle
        /// A sentence without a full stop.
        package let sentence: String
    }

    package static func first(in facts: WayBackFacts) -> Refusal? {
        allCases.firstMatch { obstacle in
            obstacle.sentence(facts).map { Refusal(obstacle: obstacle, sentence: $0) }
        }
    }

    private func sentence(_ facts: WayBackFacts) -> String? {
        switch self {
        case .sameCluster:
            guard facts.present.identity.systemIdentifier == facts.former.identity.systemIdentifier else { return nil }
            return "both URLs lead to cluster \(facts.present.identity.systemIdentifier)"
        case .notPrimary:
            if facts.former.isInRecovery { return "the cluster to go back to has a standby at --to" }
            return facts.present.isInRecovery ? "the present cluster has a standby at --from" : nil
        case .unknown:
            guard case .unknown(let reason) = facts.write else { return nil }
            return "it is not known whether the present cluster was written to: \(reason)"
        case .written:
            guard case .known(let write?) = facts.write else { return nil }
            return "the present cluster was written to since the cutover (\(write)): what was written would be lost"
        case .movedSequences:
            guard !facts.movedSequences.isEmpty else { return nil }
            let names = facts.movedSequences.prefix(5).joined(separator: ", ")
            return "sequences have gone on since the cutover: \(names)"
        case .noLock:
            guard !facts.present.mayLock || !facts.former.mayLock else { return nil }
            return
                "the roles of --to and --from must both be allowed to set default_transaction_read_only by ALTER SYSTEM"
        }
    }
}
