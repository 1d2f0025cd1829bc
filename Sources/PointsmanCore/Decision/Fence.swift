/// Below this nobody is written to: the highest history that this agent has routed to. It only rises, but by an
/// operator's word.
package struct Fence: Equatable, Sendable {
    package var systemIdentifier: SystemIdentifier
    package var timeline: Timeline
    /// Who took writes on that timeline.
    package var owner: MemberID
    /// The furthest that the owner has shown.
    package var lsn: LSN

    package init(systemIdentifier: SystemIdentifier, timeline: Timeline, owner: MemberID, lsn: LSN) {
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
        self.owner = owner
        self.lsn = lsn
    }

    /// Whether only the owner's position differs.
    func isSameHistory(as other: Fence) -> Bool {
        systemIdentifier == other.systemIdentifier && timeline == other.timeline && owner == other.owner
    }

    /// The fence after writes were routed to `member`, which said `report`; unchanged where that is not above it.
    /// - Parameter ownerIdentity: the run of its owner that was seen last: the same run at another address owns it too.
    package func raised(
        to member: MemberID, by report: ServerReport, ownerIdentity: ServerIdentity? = nil
    ) -> Fence {
        guard let timeline = report.timeline, let lsn = report.lsn, report.identity.systemIdentifier == systemIdentifier
        else { return self }
        if timeline > self.timeline {
            return Fence(systemIdentifier: systemIdentifier, timeline: timeline, owner: member, lsn: lsn)
        }
        let isOwner = member == owner || report.identity == ownerIdentity
        guard timeline == self.timeline, isOwner, lsn >= self.lsn else { return self }
        return Fence(systemIdentifier: systemIdentifier, timeline: timeline, owner: member, lsn: lsn)
    }
}
