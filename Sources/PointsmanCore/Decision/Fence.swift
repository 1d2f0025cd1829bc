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

    /// The fence after writes were routed to `member`, which said `report`; unchanged where that is not above it.
    package func raised(to member: MemberID, by report: ServerReport) -> Fence {
        guard let timeline = report.timeline, let lsn = report.lsn, report.identity.systemIdentifier == systemIdentifier
        else { return self }
        if timeline > self.timeline {
            return Fence(systemIdentifier: systemIdentifier, timeline: timeline, owner: member, lsn: lsn)
        }
        guard timeline == self.timeline, member == owner, lsn > self.lsn else { return self }
        return Fence(systemIdentifier: systemIdentifier, timeline: timeline, owner: owner, lsn: lsn)
    }
}
