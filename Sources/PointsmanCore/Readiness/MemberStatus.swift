/// One member as status shows it.
package struct MemberStatus: Equatable, Sendable {
    package var member: Member
    package var standing: Standing
    package var report: ServerReport?
    package var roundTrip: Duration?
    package var unansweredSince: Instant?

    init(_ member: Member, view: ClusterView, sightings: Sightings) {
        self.member = member
        standing = view.standing(of: member.id) ?? .unknown(nil)
        report = view[member.id]?.report
        roundTrip = sightings[member.id]?.roundTrip
        unansweredSince = sightings[member.id]?.unansweredSince
    }
}
