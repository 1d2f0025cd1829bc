/// The lowest position that may take writes: the highest history that this agent has routed to. It only rises, unless
/// an operator lowers it.
package struct Fence: Codable, Equatable, Sendable {
    package var systemIdentifier: SystemIdentifier
    package var timeline: Timeline
    /// The member that took writes on that timeline.
    package var owner: MemberID
    /// The furthest position that the owner has reported.
    package var lsn: LSN
    /// The start of the run of the owner's server that was routed to last, in microseconds as in ``ServerIdentity``.
    /// After a restart of the agent the same run at another address still owns the fence. Nil if it is not known.
    package var ownerStartedMicroseconds: Int64?
    /// The starts of the server runs that an operator passed over when the owner was adopted: primaries on a higher
    /// timeline. A primary comes to another history only by a new run, so these runs stay stale until the next adoption
    /// or reset, whatever becomes of the fence.
    package var disownedMicroseconds: [Int64]

    /// Whether the owner may have acknowledged a client's write on this timeline through this pooler. As long as it
    /// can't have, any server that takes writes on the timeline may own the fence: being seen first is no claim. Not
    /// saved on disk: after a restart the agent assumes that a write may have been acknowledged.
    package var isBinding = true

    /// The other addresses of the owner's server, from the run that was seen there. They identify its next run as well.
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

    /// The fence of writes that go to `member`; nil if `report` shows no timeline or no position.
    init?(owner member: MemberID, by report: ServerReport) {
        guard let timeline = report.timeline, let lsn = report.lsn else { return nil }
        self.init(
            systemIdentifier: report.identity.systemIdentifier, timeline: timeline, owner: member, lsn: lsn,
            ownerStartedMicroseconds: report.identity.startedMicroseconds)
    }

    /// The run of the owner's server that was routed to last; nil if it is not known.
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

    /// Whether an operator has passed over this run. False if `run` is nil.
    package func disowns(_ run: ServerIdentity?) -> Bool {
        guard !disownedMicroseconds.isEmpty, let run, run.systemIdentifier == systemIdentifier else { return false }
        return disownedMicroseconds.contains(run.startedMicroseconds)
    }

    /// This fence as adopted by an operator who saw `others`; it replaces `old`. Primaries on a higher timeline become
    /// disowned.
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

    /// Whether the owner's server answers at `member`, as far as its addresses are known.
    func isOwner(_ member: MemberID) -> Bool {
        member == owner || ownerAddresses.contains(member)
    }

    /// Whether both fences are nil, or differ only in the owner's position.
    static func areSameHistory(_ left: Fence?, _ right: Fence?) -> Bool {
        if let left, let right { left.isSameHistory(as: right) } else { left == nil && right == nil }
    }

    /// The fence after writes were routed to `member`, which reported `report`; unchanged if that is not above it.
    /// - Parameter ownerIdentity: the run of the owner that was seen last: the same run at another address owns the
    ///   fence too.
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
