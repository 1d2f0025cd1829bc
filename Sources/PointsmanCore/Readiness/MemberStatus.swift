/// One member as status shows it.
package struct MemberStatus: Codable, Equatable, Sendable {
    package var member: Member
    package var standing: Standing
    package var report: ServerReport?
    /// The quickest recent round trip; nil if the member does not answer.
    package var roundTrip: Duration?
    package var unansweredSince: Instant?

    init(_ member: Member, _ view: borrowing MemberView) {
        self.member = member
        standing = view.standing
        report = view.report
        roundTrip = view.standing.isKnown ? view.roundTrip : nil
        unansweredSince = view.unansweredSince
    }
}
