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
    /// Whether it asks for a password, after it was lost, and has not said yet what it is.
    package var isAnswering = false
    /// What it was when it was heard last, where its report is too old to count though no probe of it has failed since: this
    /// agent has not run meanwhile, and the next probe tells. Else nil.
    package var overdue: Standing?
    /// Whether a primary said that it refuses writes when it was heard last, however long ago.
    package var hasRefused = false
    /// The quickest round trip of the last few; nil before the first.
    package var roundTrip: Duration?
    /// Until when it is left alone, since it refuses us.
    package var backOff = BackOff()

    /// Whether discovery still names it.
    package var isNamed = true

    /// Whether it lives, and only we can't see what it is.
    var isBlind: Bool { if case .unknown(.blind) = standing { true } else { false } }

    /// Whether it lets nobody log in as we do, PgBouncer for the app included.
    var refusesLogins: Bool { if case .unknown(let failure?) = standing { failure.refusesLogins } else { false } }

    /// The run of the server that answers here; nil while none does.
    var identity: ServerIdentity? { report?.identity }

    /// Whether it is known which cluster it belongs to: by what it says, or, as long as discovery names it, by what it said
    /// last. A member that falls silent is no word for whoever still answers.
    var hasShownCluster: Bool { report != nil || (isNamed && lastIdentity != nil) }

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

    /// One that was never asked.
    init(_ member: MemberID) {
        self.member = member
        standing = .unknown(nil)
    }

    /// One whose standing is unknown because of its `silence`, or yet to be judged by its report, which counts.
    init(_ member: MemberID, _ sighting: borrowing Sighting, silence: ProbeFailure?) {
        self.member = member
        standing = .unknown(silence)
        if silence == nil { report = sighting.report }
        lastIdentity = sighting.identity
        unansweredSince = sighting.unansweredSince
        isAnswering = sighting.isAnswering
        hasRefused = sighting.isRefusal
        roundTrip = sighting.roundTrip
    }
}
