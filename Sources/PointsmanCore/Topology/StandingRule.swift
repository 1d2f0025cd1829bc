/// The rules that tell what a member is: ordered, and the first that matches wins.
package enum StandingRule: String, CaseIterable, Sendable {
    case foreign
    case unknown
    case standby
    case stale
    case readOnly = "read-only"
    case writable

    /// What `member` is, given the latest that is known of it: nil is never asked.
    /// - Parameter ownerIdentity: the run of the fence's owner that was seen last; the same run at another address is no
    ///   other server.
    package static func standing(
        of member: MemberID, latest: Observation.Result?, fence: Fence?, ownerIdentity: ServerIdentity? = nil,
        policy: Policy = Policy()
    ) -> Standing {
        allCases.firstMatch { $0.match(member, latest, fence, ownerIdentity, policy) }!
    }

    private func match(
        _ member: MemberID, _ latest: Observation.Result?, _ fence: Fence?, _ ownerIdentity: ServerIdentity?,
        _ policy: Policy
    ) -> Standing? {
        guard case .report(let report) = latest else {
            guard self == .unknown else { return nil }
            if case .failure(let failure) = latest { return .unknown(failure) }
            return .unknown(nil)
        }
        switch self {
        case .foreign:
            guard let pinned = fence?.systemIdentifier ?? policy.systemIdentifier else { return nil }
            return report.identity.systemIdentifier == pinned ? nil : .foreign
        case .unknown: return nil
        case .standby: return report.isInRecovery ? .standby : nil
        case .stale:
            let isOwner = member == fence?.owner || report.identity == ownerIdentity
            return Self.isBelow(fence, policy.minTimeline, isOwner: isOwner, report) ? .stale : nil
        case .readOnly: return report.isReadOnly ? .readOnly : nil
        case .writable: return .writable
        }
    }

    /// Below the fence: a lower timeline, the fence's own timeline under another owner, or its owner with less than it
    /// has already shown; before there is a fence, below the lowest timeline that the operator accepts. A primary that
    /// doesn't say its timeline proves nothing and counts as below.
    private static func isBelow(
        _ fence: Fence?, _ minTimeline: Timeline?, isOwner: Bool, _ report: ServerReport
    ) -> Bool {
        guard let timeline = report.timeline, let lsn = report.lsn else { return true }
        guard let fence else { return minTimeline.map { timeline < $0 } ?? false }
        if timeline != fence.timeline { return timeline < fence.timeline }
        return !isOwner || lsn < fence.lsn
    }
}
