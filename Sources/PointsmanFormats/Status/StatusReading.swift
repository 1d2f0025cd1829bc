package import PointsmanCore

/// The status as it is read at one moment, with the counters.
package struct StatusReading: Equatable, Sendable {
    package var status: Status
    package var counters: AgentCounters
    package var events: EventCounters
    /// The complaints in PgBouncer's log within the last hour; nil if the agent doesn't read it.
    package var complaints: [HeardComplaint]?
    /// The means by which hanging connections can be cut; nil before the agent has had a session with PgBouncer.
    package var severance: SeveranceReport?
    /// The login that was read last and the servers that refuse it.
    package var login: PendingLogin
    /// PgBouncer's databases; nil where they are not told.
    package var databases: LedDatabases?
    package var incidents: IncidentTotals
    /// The drills that the agent was told of.
    package var drills = DrillTally()
    /// The moment of reading, on the same clock as the status' own moments.
    package var moment: Instant

    package init(
        status: Status, counters: AgentCounters, events: EventCounters, complaints: [HeardComplaint]? = nil,
        severance: SeveranceReport? = nil, login: PendingLogin = PendingLogin(), databases: LedDatabases? = nil,
        incidents: IncidentTotals = IncidentTotals(), moment: Instant
    ) {
        self.incidents = incidents
        self.databases = databases
        self.status = status
        self.counters = counters
        self.events = events
        self.complaints = complaints
        self.severance = severance
        self.login = login
        self.moment = moment
    }

    /// How long clients have been held; zero while none is.
    package var held: Duration { status.hold.since.map { moment - $0 } ?? .zero }

    /// How long commits have waited for a synchronous standby; zero while none is known to wait.
    package var commitWait: Duration { status.obstacles.stuck.map { moment - $0.since } ?? .zero }
}
