/// Below this nobody is written to: the highest history that this agent has routed to. It only rises, but by an
/// operator's word.
package struct Fence: Equatable, Sendable {
    package var systemIdentifier: SystemIdentifier
    package var timeline: Timeline
    /// Who took writes on that timeline.
    package var owner: MemberID
    /// The furthest that the owner has shown.
    package var lsn: LSN
    /// When the run of the owner's server began that was routed to last, as in ``ServerIdentity``: after a restart of the
    /// agent the same run at another address still owns the fence. Nil where nobody has noted it.
    package var ownerStartedMicroseconds: Int64?
    /// When those runs of the cluster's servers began that an operator passed over when he adopted the owner: primaries on a
    /// higher timeline. A primary comes to another history only by a new run, so these stay stale whatever becomes of the
    /// fence, until his next word.
    package var disownedMicroseconds: [Int64]

    /// Whether a client's write may have been acknowledged by the owner on this timeline through this pooler. While it can't
    /// have been, any server that takes writes on the timeline may own it: what was merely seen first binds no one. Not on
    /// disk: after a restart of the agent it is taken that a write may have been.
    package var isBinding = true

    /// The other addresses of the owner's server, by the run that was seen there: under its next run it is known by them, too.
    package var ownerAddresses: [MemberID]

    package init(
        systemIdentifier: SystemIdentifier, timeline: Timeline, owner: MemberID, lsn: LSN,
        ownerStartedMicroseconds: Int64? = nil, disownedMicroseconds: [Int64] = [], ownerAddresses: [MemberID] = []
    ) {
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
        self.owner = owner
        self.lsn = lsn
        self.ownerStartedMicroseconds = ownerStartedMicroseconds
        self.disownedMicroseconds = disownedMicroseconds
        self.ownerAddresses = ownerAddresses
    }

    /// The fence of writes that go to `member`, which says `report`; nil where that doesn't show a position.
    init?(owner member: MemberID, by report: ServerReport) {
        guard let timeline = report.timeline, let lsn = report.lsn else { return nil }
        self.init(
            systemIdentifier: report.identity.systemIdentifier, timeline: timeline, owner: member, lsn: lsn,
            ownerStartedMicroseconds: report.identity.startedMicroseconds)
    }

    /// The run of the owner's server that was routed to last; nil where nobody has noted it.
    var ownerIdentity: ServerIdentity? {
        ownerStartedMicroseconds.map {
            ServerIdentity(systemIdentifier: systemIdentifier, startedMicroseconds: $0)
        }
    }

    /// Whether at most the owner's position differs.
    private func isSameHistory(as other: Fence) -> Bool {
        var moved = self
        moved.lsn = other.lsn
        return moved == other
    }

    /// Whether an operator has passed over this run.
    package func disowns(_ run: ServerIdentity?) -> Bool {
        guard !disownedMicroseconds.isEmpty, let run, run.systemIdentifier == systemIdentifier else { return false }
        return disownedMicroseconds.contains(run.startedMicroseconds)
    }

    /// This fence by the word of an operator who saw `others`, and who has replaced `old` by it.
    func adopted(over others: [ServerReport], old: Fence?) -> Fence {
        var adopted = self
        for other in others where !other.isInRecovery && other.timeline.map({ $0 > timeline }) ?? false {
            adopted.disown(other.identity)
        }
        if let old, old.timeline > timeline, let owner = old.ownerIdentity { adopted.disown(owner) }
        return adopted
    }

    private mutating func disown(_ run: ServerIdentity) {
        guard run.systemIdentifier == systemIdentifier, !disowns(run) else { return }
        disownedMicroseconds.append(run.startedMicroseconds)
    }

    /// Whether the owner's server answers at `member`, if it has not moved.
    func isOwner(_ member: MemberID) -> Bool {
        member == owner || ownerAddresses.contains(member)
    }

    /// Whether both are none, or differ in the owner's position only.
    static func areSameHistory(_ left: Fence?, _ right: Fence?) -> Bool {
        if let left, let right { left.isSameHistory(as: right) } else { left == nil && right == nil }
    }

    /// The fence after writes were routed to `member`, which said `report`; unchanged where that is not above it.
    /// - Parameter ownerIdentity: the run of its owner that was seen last: the same run at another address owns it too.
    package func raised(
        to member: MemberID, by report: ServerReport, ownerIdentity: ServerIdentity? = nil
    ) -> Fence {
        guard var raised = Fence(owner: member, by: report), raised.systemIdentifier == systemIdentifier else {
            return self
        }
        raised.disownedMicroseconds = disownedMicroseconds
        if raised.timeline > timeline { return raised }
        let isOwner = isOwner(member) || report.identity == ownerIdentity
        if raised.timeline == timeline, !isOwner, !isBinding { return raised }
        if member == owner { raised.ownerAddresses = ownerAddresses }
        raised.isBinding = isBinding
        guard raised.timeline == timeline, isOwner, raised.lsn >= lsn else { return self }
        return raised
    }
}
