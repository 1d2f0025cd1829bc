/// The rules that tell what a member is: ordered, and the first that matches wins.
package enum StandingRule: String, CaseIterable, Sendable {
    case foreign
    case unknown
    case standby
    case stale
    case readOnly = "read-only"
    case writable

    /// What `member` is, given the latest that is known of it: nil is never asked.
    package static func standing(
        of member: MemberID, latest: Observation.Result?, fence: Fence?
    ) -> Standing {
        allCases.lazy.compactMap { $0.match(member, latest, fence) }.first!
    }

    private func match(_ member: MemberID, _ latest: Observation.Result?, _ fence: Fence?) -> Standing? {
        guard case .report(let report) = latest else {
            guard self == .unknown else { return nil }
            if case .failure(let failure) = latest { return .unknown(failure) }
            return .unknown(nil)
        }
        switch self {
        case .foreign:
            guard let fence else { return nil }
            return report.identity.systemIdentifier == fence.systemIdentifier ? nil : .foreign
        case .unknown: return nil
        case .standby: return report.isInRecovery ? .standby : nil
        case .stale: return Self.isBelow(fence, member, report) ? .stale : nil
        case .readOnly: return report.isReadOnly ? .readOnly : nil
        case .writable: return .writable
        }
    }

    /// Below the fence: a lower timeline, the fence's own timeline under another owner, or its owner with less than it
    /// has already shown. A primary that doesn't say its timeline proves nothing and counts as below.
    private static func isBelow(_ fence: Fence?, _ member: MemberID, _ report: ServerReport) -> Bool {
        guard let timeline = report.timeline, let lsn = report.lsn else { return true }
        guard let fence else { return false }
        if timeline != fence.timeline { return timeline < fence.timeline }
        return member != fence.owner || lsn < fence.lsn
    }
}
