/// What is known of one member at a moment.
package struct MemberView: Equatable, Sendable {
    package var member: MemberID
    package var standing: Standing
    /// The latest report while it is fresh.
    package var report: ServerReport?
    /// The run of the server that answered last, however long ago.
    package var lastIdentity: ServerIdentity?
    /// Since when it has brought no report though asked; nil while it answers.
    package var unansweredSince: Instant?

    package init(
        member: MemberID, standing: Standing, report: ServerReport? = nil, lastIdentity: ServerIdentity? = nil,
        unansweredSince: Instant? = nil
    ) {
        self.member = member
        self.standing = standing
        self.report = report
        self.lastIdentity = lastIdentity ?? report?.identity
        self.unansweredSince = unansweredSince
    }
}
