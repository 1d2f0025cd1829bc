/// What is known of one member at a moment.
package struct MemberView: Equatable, Sendable {
    package var member: MemberID
    package var standing: Standing
    /// The latest report while it is fresh.
    package var report: ServerReport?
    /// Since when it has brought no report though asked; nil while it answers.
    package var unansweredSince: Instant?

    package init(member: MemberID, standing: Standing, report: ServerReport? = nil, unansweredSince: Instant? = nil) {
        self.member = member
        self.standing = standing
        self.report = report
        self.unansweredSince = unansweredSince
    }
}
