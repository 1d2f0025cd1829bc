/// What is known of one member at one moment.
package struct MemberView: Equatable, Sendable {
    package var member: MemberID
    package var standing: Standing
    /// The latest report while it is fresh.
    package var report: ServerReport?
    /// The run of the server that answered last, however long ago; nil if none has.
    package var lastIdentity: ServerIdentity?
    /// The moment since which it has brought no report though it was asked; nil while it answers.
    package var unansweredSince: Instant?
    /// Whether it asks for a password after it was lost, but has not reported its role yet.
    package var isAnswering = false
    /// The standing at its last report, if that is too old to count although no probe has failed since: this agent did
    /// not run meanwhile, and the next probe tells. Otherwise nil.
    package var overdue: Standing?
    /// Whether it answered when it was asked last, and has not been asked since this agent goes on after a stop.
    package var isUnheardSinceStop = false
    /// Whether it was a primary that refused writes at its last report, however long ago.
    package var hasRefused = false
    /// The quickest round trip of the last few; nil before the first.
    package var roundTrip: Duration?
    /// The back-off of a member that refuses our logins.
    package var backOff = BackOff()

    /// Whether discovery still names it.
    package var isNamed = true

    /// Whether it lives, but this agent can't see its role.
    var isBlind: Bool { if case .unknown(.blind) = standing { true } else { false } }

    /// Whether no server listens there as far as this agent sees: a standby that has ended streams from no server. A
    /// session that was ended, or a server that lets no client in yet, proves nothing of the kind.
    var hasNoListener: Bool { if case .unknown(let failure?) = standing { failure.hasNoListener } else { false } }

    /// Whether it refuses every login with our user and password, PgBouncer's for the app included.
    var refusesLogins: Bool { if case .unknown(let failure?) = standing { failure.refusesLogins } else { false } }

    /// The run of the server that answers here; nil while none does.
    var identity: ServerIdentity? { report?.identity }

    /// Whether its cluster is known: by its report or, as long as discovery names it, by its last one. A member that
    /// falls silent does not confirm the cluster of those that still answer.
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

    /// A member that was never asked.
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
