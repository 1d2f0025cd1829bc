/// One member as status shows it.
package struct MemberStatus: Equatable, Sendable {
    package var member: Member
    package var standing: Standing
    package var report: ServerReport?
    package var roundTrip: Duration?
    package var unansweredSince: Instant?

    init(_ member: Member, _ view: MemberView) {
        self.member = member
        standing = view.standing
        report = view.report
        roundTrip = view.roundTrip
        unansweredSince = view.unansweredSince
    }

    /// Whether two views of one member are shown as the same.
    static func shows(_ left: MemberView, sameAs right: MemberView) -> Bool {
        // What moves most and what is small is asked first.
        left.roundTrip == right.roundTrip && left.unansweredSince == right.unansweredSince
            && left.standing == right.standing && left.report == right.report
    }
}
