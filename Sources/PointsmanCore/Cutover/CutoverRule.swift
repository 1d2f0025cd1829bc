/// A server that answers at a member, and what it reported last.
package struct SeenServer: Equatable, Sendable {
    package let member: MemberID
    package let report: ServerReport

    package init(_ member: MemberID, _ report: ServerReport) {
        self.member = member
        self.report = report
    }
}

/// Why an instance can't go to the primary of another cluster, by what it sees of it: ordered, and the first that matches wins.
package enum CutoverRule: String, CaseIterable, Sendable {
    case sameCluster = "same-cluster"
    case unseen
    case standby
    case blind
    case readOnly = "read-only"

    package struct Refusal: Error, Equatable, Sendable {
        package let rule: CutoverRule
        /// A sentence without a full stop.
        package let sentence: String
    }

    /// - Parameters:
    ///   - servers: those that answer this instance.
    ///   - ours: the cluster that writes go to; nil if it is not known.
    ///   - mayRefuseWrites: whether the new primary need not take writes yet.
    package static func refusal(
        of target: ServerIdentity, among servers: [SeenServer], ours: SystemIdentifier?, mayRefuseWrites: Bool
    ) -> Refusal? {
        for rule in allCases where rule != .readOnly || !mayRefuseWrites {
            if let sentence = rule.sentence(target, servers.filter { $0.report.identity == target }, ours) {
                return Refusal(rule: rule, sentence: sentence)
            }
        }
        return nil
    }

    private func sentence(_ target: ServerIdentity, _ seen: [SeenServer], _ ours: SystemIdentifier?) -> String? {
        switch self {
        case .sameCluster:
            guard target.systemIdentifier == ours else { return nil }
            return "writes go to cluster \(target.systemIdentifier) already: a move within it is `pointsman switchover`"
        case .unseen:
            guard seen.isEmpty else { return nil }
            return "it sees no server of this run of cluster \(target.systemIdentifier) among its members: "
                + "name the new cluster's members in `members` or DNS, beside the old ones"
        case .standby:
            return seen.first { $0.report.isInRecovery }.map { "\($0.member) is a standby" }
        case .blind:
            return seen.first { $0.report.timeline == nil || $0.report.lsn == nil }.map {
                "\($0.member) shows it no timeline or position"
            }
        case .readOnly:
            return seen.first { $0.report.isReadOnly }.map { "\($0.member) refuses writes" }
        }
    }
}

extension MoveContext {
    /// Why this instance can't go to `target`; nil if it can.
    func refusal(of target: ServerIdentity, mayRefuseWrites: Bool) -> CutoverRule.Refusal? {
        CutoverRule.refusal(
            of: target, among: servers, ours: fence?.systemIdentifier, mayRefuseWrites: mayRefuseWrites)
    }
}
