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
    /// The quickest round trip of the last few; nil before the first.
    package var roundTrip: Duration?

    /// Whether discovery still names it.
    package var isNamed = true

    /// The run of the server that answers here; nil while none does.
    var identity: ServerIdentity? { report?.identity }

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

    /// - Parameter latest: what the rules may use of `sighting`.
    init(member: MemberID, standing: Standing, latest: Observation.Result?, sighting: Sighting?) {
        self.member = member
        self.standing = standing
        if case .report(let report) = latest { self.report = report }
        lastIdentity = sighting?.report?.identity
        unansweredSince = sighting?.unansweredSince
        roundTrip = sighting?.roundTrip
    }
}
