package import PointsmanCore

/// The status as it is read at a moment, with what is counted beside it.
package struct StatusReading: Equatable, Sendable {
    package var status: Status
    package var counters: AgentCounters
    package var events: EventCounters
    /// What PgBouncer's log has complained of within the last hour; nil where the agent doesn't hear it.
    package var complaints: [HeardComplaint]?
    /// By what connections that hang can be cut; nil before the agent has had a session with PgBouncer.
    package var severance: SeveranceReport?
    /// Whether servers refuse the login that was read last.
    package var login: PendingLogin
    /// When it is read, on the clock of the status' own moments.
    package var moment: Instant

    package init(
        status: Status, counters: AgentCounters, events: EventCounters, complaints: [HeardComplaint]? = nil,
        severance: SeveranceReport? = nil, login: PendingLogin = PendingLogin(), moment: Instant
    ) {
        self.status = status
        self.counters = counters
        self.events = events
        self.complaints = complaints
        self.severance = severance
        self.login = login
        self.moment = moment
    }

    /// For how long clients are held; zero while they are not.
    package var held: Duration { status.hold.since.map { moment - $0 } ?? .zero }

    /// For how long commits have waited for a synchronous standby; zero while none is known to.
    package var commitWait: Duration { status.obstacles.stuck.map { moment - $0.since } ?? .zero }
}
