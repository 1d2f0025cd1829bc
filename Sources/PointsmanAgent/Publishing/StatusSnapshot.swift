import LinuxReactor
import PointsmanCore
import PointsmanFormats
import Synchronization

/// The latest status with the shell's counters, for readers on other threads. Reading does not wait: the locks are held
/// only while a copy is made.
final class StatusSnapshot: Sendable {
    private let latest = Mutex<(status: Status?, counters: AgentCounters)>((nil, AgentCounters()))
    private let clock: AgentClock
    private let heartbeat: Heartbeat
    private let tally: EventTally
    private let complaints: ComplaintTally
    private let severance: SeveranceRecord
    private let login: LoginRecord
    private let databases: LedDatabases?
    private let incidents: IncidentTally
    /// The callers of ``first(within:_:)``, which check each status.
    @Reactor private var waiters: [Waiter] = []

    init(
        clock: AgentClock, heartbeat: Heartbeat, tally: EventTally, complaints: ComplaintTally,
        severance: SeveranceRecord, login: LoginRecord, databases: LedDatabases? = nil,
        incidents: IncidentTally = IncidentTally()
    ) {
        self.incidents = incidents
        self.databases = databases
        self.clock = clock
        self.heartbeat = heartbeat
        self.tally = tally
        self.complaints = complaints
        self.severance = severance
        self.login = login
    }

    @Reactor
    func store(_ status: Status) {
        latest.withLock {
            $0.counters.count(from: $0.status, to: status, at: clock.now)
            $0.status = status
        }
        tally.keep(only: status.members.map(\.member.id))
        recheck()
    }

    /// Makes the callers of ``first(within:_:)`` check the status again, because something else has changed that their
    /// conditions depend on.
    @Reactor
    func recheck() {
        waiters.forEach { $0.poke() }
    }

    /// Whether `condition` is true for the status, now or for one that is published within `limit`.
    @Reactor
    func holds(within limit: Duration, _ condition: @Sendable (Status) -> Bool) async -> Bool {
        await first(within: limit) { condition($0) ? true : nil } ?? false
    }

    /// The first answer of `look` that is not nil, for the status now or for one that is published within `limit`; nil
    /// if there is none.
    @Reactor
    func first<Answer>(within limit: Duration, _ look: @Sendable (Status) -> Answer?) async -> Answer? {
        let deadline = ContinuousClock.now + limit
        let waiter = Waiter()
        waiters.append(waiter)
        defer { waiters.removeAll { $0 === waiter } }
        while true {
            if let status = latest.withLock({ $0.status }), let answer = look(status) { return answer }
            guard await waiter.wait(until: deadline) == .poked else { return nil }
        }
    }

    /// The status with the counters; nil before the first status. If the conductor stands still, the status is not
    /// ready.
    var content: StatusReading? {
        let standstill = heartbeat.standstill
        let (events, totals) = (tally.counters, incidents.totals)
        let (complaints, severance, known) = (complaints.heard, severance.report, login.login)
        return latest.withLock { latest in
            latest.status.map {
                var login = known
                login.poolerRefusal = $0.loginRefusal
                return StatusReading(
                    status: standstill.map($0.standingStill) ?? $0, counters: latest.counters, events: events,
                    complaints: complaints,
                    severance: severance, login: login, databases: databases, incidents: totals,
                    moment: clock.now)
            }
        }
    }
}
