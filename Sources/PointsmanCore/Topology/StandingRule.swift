/// The ordered rules that give a member's standing: the first one that matches wins.
package enum StandingRule: String, CaseIterable, Sendable {
    case foreign
    case unknown
    case standby
    case stale
    case readOnly = "read-only"
    case writable

    /// The standing of `member` by its latest result; nil means that it was never asked.
    /// - Parameters:
    ///   - ownerIdentity: the run of the fence's owner that was seen last; the same run at another address is the same
    ///     server.
    ///   - preRouted: the timeline that the pooler was pre-routed to: clients may be on it by now.
    package static func standing(
        of member: MemberID, latest: Observation.Result?, fence: Fence?, ownerIdentity: ServerIdentity? = nil,
        preRouted: Timeline? = nil, policy: Policy = Policy()
    ) -> Standing {
        switch latest {
        case nil: .unknown(nil)
        case .failure(let failure): .unknown(failure)
        case .report(let report):
            standing(
                of: member, saying: report, fence: fence, ownerIdentity: ownerIdentity,
                floor: floor(fence, preRouted: preRouted, policy), pinned: pinned(fence, policy))
        }
    }

    /// The standing of `member` by `report`.
    static func standing(
        of member: MemberID, saying report: ServerReport, fence: Fence?, ownerIdentity: ServerIdentity?,
        floor: Timeline?, pinned: SystemIdentifier?
    ) -> Standing {
        allCases.firstMatch { $0.match(member, report, fence, ownerIdentity, floor, pinned) }!
    }

    /// The lowest timeline that is accepted, whatever the fence says; nil if there is no such limit.
    static func floor(_ fence: Fence?, preRouted: Timeline?, _ policy: Policy) -> Timeline? {
        preRouted ?? (fence == nil ? policy.minTimeline : nil)
    }

    /// The only accepted cluster; nil if neither the fence nor `system_identifier` names one.
    static func pinned(_ fence: Fence?, _ policy: Policy) -> SystemIdentifier? {
        fence?.systemIdentifier ?? policy.systemIdentifier
    }

    private func match(
        _ member: MemberID, _ report: ServerReport, _ fence: Fence?, _ ownerIdentity: ServerIdentity?,
        _ floor: Timeline?, _ pinned: SystemIdentifier?
    ) -> Standing? {
        switch self {
        case .foreign:
            guard let pinned else { return nil }
            return report.identity.systemIdentifier == pinned ? nil : .foreign
        case .unknown: return nil
        case .standby: return report.isInRecovery ? .standby : nil
        case .stale:
            if let fence, fence.disowns(report.identity) { return .stale }
            let isOwner = fence?.isOwner(member) ?? false || report.identity == ownerIdentity
            return Self.isBelow(fence, floor, isOwner: isOwner, report) ? .stale : nil
        case .readOnly: return report.isReadOnly ? .readOnly : nil
        case .writable: return .writable
        }
    }

    /// Whether the report is below the fence: a lower timeline; the fence's own timeline under another server while the
    /// fence is binding; or its owner with a lower position than it has shown; or below `floor`, the lowest accepted
    /// timeline. A primary that doesn't report its timeline and position proves nothing and counts as below.
    private static func isBelow(
        _ fence: Fence?, _ floor: Timeline?, isOwner: Bool, _ report: ServerReport
    ) -> Bool {
        guard let timeline = report.timeline, let lsn = report.lsn else { return true }
        if let floor, timeline < floor { return true }
        guard let fence else { return false }
        if timeline != fence.timeline { return timeline < fence.timeline }
        return isOwner ? lsn < fence.lsn : fence.isBinding
    }
}
