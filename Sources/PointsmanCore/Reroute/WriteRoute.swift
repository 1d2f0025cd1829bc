/// The member that PgBouncer sends writes to, with what its fence lets pass there.
package struct WriteRoute: Codable, Equatable, Sendable {
    package var member: MemberID
    package var systemIdentifier: SystemIdentifier
    /// The lowest timeline that passes.
    package var timeline: Timeline

    package init(member: MemberID, systemIdentifier: SystemIdentifier, timeline: Timeline) {
        self.member = member
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
    }

    /// The route to the owner of `fence`.
    package init(_ fence: Fence) {
        self.init(member: fence.owner, systemIdentifier: fence.systemIdentifier, timeline: fence.timeline)
    }

    /// This route; nil if it leads to another server than the owner of `fence`, on a history that the fence has left
    /// behind.
    package func unless(leftBehindBy fence: Fence?) -> WriteRoute? {
        guard let fence, member != fence.owner else { return self }
        return systemIdentifier == fence.systemIdentifier && timeline >= fence.timeline ? self : nil
    }
}
