/// Why a cutover to the primary of another cluster may not begin at this instance: ordered, and the first that matches wins.
package enum CutoverStart: String, CaseIterable, Sendable {
    case noPrimary = "no-primary"
    case noSecret = "no-secret"
    case underWay = "under-way"
    /// By what is seen of the new primary, see ``CutoverRule``.
    case target

    package struct Refusal: Error, Equatable, Sendable {
        /// The name of the rule.
        package let rule: String
        /// A sentence without a full stop.
        package let sentence: String
    }

    /// - Returns: the member at which the new primary is seen.
    package static func member(
        for target: ServerIdentity, in status: Status, policy: Policy
    ) throws(Refusal) -> MemberID? {
        for rule in allCases { if let refusal = rule.refusal(target, status, policy) { throw refusal } }
        return status.servers.first { $0.report.identity == target }?.member
    }

    private func refusal(_ target: ServerIdentity, _ status: Status, _ policy: Policy) -> Refusal? {
        func refuse(_ sentence: String) -> Refusal { Refusal(rule: rawValue, sentence: sentence) }
        switch self {
        case .noPrimary:
            guard status.verdict.target == nil else { return nil }
            return refuse("this instance has no primary that takes writes")
        case .noSecret:
            guard policy.fleetSender == nil else { return nil }
            return refuse("there is no secret: set fleet_secret_file on every instance")
        case .underWay:
            guard status.move.isUnderWay else { return nil }
            return refuse("a switchover is under way already")
        case .target:
            return CutoverRule.refusal(
                of: target, among: status.servers, ours: status.fence?.systemIdentifier, mayRefuseWrites: true
            ).map { Refusal(rule: $0.rule.rawValue, sentence: $0.sentence) }
        }
    }
}

extension Status {
    /// The servers that answer.
    fileprivate var servers: [SeenServer] {
        members.compactMap { member in member.report.map { SeenServer(member.member.id, $0) } }
    }
}
