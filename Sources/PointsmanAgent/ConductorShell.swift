import LinuxReactor
import Logging
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import PointsmanRecording

/// The shell around the core: one conductor, and the services that bring it events and carry out its directives. It
/// decides nothing.
@Reactor
final class ConductorShell {
    /// The services that carry out the directives.
    struct Services {
        var probes: ProbeService
        var pooler: PoolerGroup
        var fences: FenceStore
        var neighbours: Neighbours
        var discovery: DiscoveryService
        /// Whether PgBouncer's log tells of each client that it told an error: not where it isn't ours, was adopted, or was told not to.
        var hearsFailures: () -> Bool
    }

    let clock = AgentClock()
    private let log: Logger
    private let heartbeat: Heartbeat
    private let tally: EventTally
    let chronicle: Chronicle
    private var conductor: Conductor
    private var services: Services?
    private let rests: RestStore
    private let alarm = Waiter()
    private var wakeAt: Instant?
    private var publishers: [@Reactor (Status) -> Void] = []
    private var status: Status?
    /// What only the shell knows and an operator should.
    private var notes: [Subject: String] = [:]

    /// What a note is about, in the order in which they are told.
    enum Subject: CaseIterable {
        /// Why the fence is not saved on disk.
        case fence
        /// Why PgBouncer can't be led to members.
        case serverHosts
        /// Which of several PgBouncer processes are missing.
        case processes
    }

    /// - Parameter restsFile: the file that keeps which members refuse this instance's logins.
    init(
        policy: Policy, fence: Fence?, led: WriteRoute?, restsFile: String, heartbeat: Heartbeat, tally: EventTally,
        chronicle: Chronicle, log: Logger
    ) {
        self.log = log
        self.chronicle = chronicle
        self.heartbeat = heartbeat
        self.tally = tally
        rests = RestStore(path: restsFile, clock: clock)
        conductor = Conductor(policy: policy, fence: fence, led: led, resting: rests.load())
    }

    /// The member that writes are led to; nil before the pooler is set.
    var routed: MemberID? { status?.setting?.writes.member }

    /// Begins to send directives. Before that there is no service to take them.
    func begin(with services: Services) {
        self.services = services
    }

    /// Notes that a server has refused PgBouncer's password. The server may have a newer one, which this agent has
    /// already read.
    func takeRefusedPassword() {
        services?.probes.retryLogins()
        services?.pooler.keepConnections()
    }

    /// PgBouncer has told so many clients of the databases for writes an error, among them maybe round trips of this agent.
    func takeFailures(_ count: Int) {
        let others = count - (services?.pooler.takeErrors(upTo: count) ?? 0)
        if others > 0 { post(.clientsFailed(count: others)) }
    }

    /// Adds one who wants to know the status, now and whenever it changes.
    func publish(to publisher: @escaping @Reactor (Status) -> Void) {
        publishers.append(publisher)
        if let told { publisher(told) }
    }

    func post(_ event: Event) {
        tally.take(event)
        let now = clock.now
        chronicle.prepare(conductor.state, at: now)
        let directives = conductor.handle(event, at: now)
        chronicle.take(event, directives, at: now)
        for directive in directives { obey(directive) }
        heartbeat.beat()
    }

    /// Sends the wakes that the core asks for, and one if nothing else has happened for `longestRest`, so that a
    /// watchdog sees the conductor's progress. Runs until it is cancelled.
    func keepTime(longestRest: Duration) async {
        while !Task.isCancelled {
            let rest = ContinuousClock.now + longestRest
            if await alarm.wait(until: wakeAt.map { min(clock.moment(of: $0), rest) } ?? rest) == .deadline {
                wakeAt = nil
                post(.wake)
            }
        }
    }

    private func obey(_ directive: Directive) {
        if case .perform(let id, let operation) = directive { tally.begin(id, operation) }
        switch directive {
        case .perform(let id, .save(let fence)): save(fence, id)
        case .perform(let id, let operation): services?.pooler.perform(id, operation)
        case .inspect(let inspection): services?.pooler.inspect(inspection)
        case .probe(let plan):
            services?.probes.follow(plan)
            rests.keep(plan.rests)
        case .redial(let member): services?.probes.redial(member)
        case .limitLogins(let isLimited): services?.pooler.limitLogins(isLimited)
        case .publish:
            let known = [status?.exclusionNotice, status?.poolerNotice]
            status = conductor.status
            for case let notice? in [status?.exclusionNotice, status?.poolerNotice] where !known.contains(notice) {
                log.warning("\(notice)")
            }
            if let told { publishers.forEach { $0(told) } }
        case .consult(let wish): services?.neighbours.follow(wish)
        case .askPeers(let wish): services?.neighbours.follow(wish)
        case .lookUp(let span): services?.discovery.lookUp(within: span)
        case .discover(let interval): services?.discovery.look(every: interval)
        case .seek(let search): services?.neighbours.follow(search)
        case .limitHold(let until): services?.pooler.limit(until: until.map { clock.moment(of: $0) })
        case .notify(let notice, let member): services?.probes.tell(notice, through: member)
        case .record(let decision):
            log.log(
                level: Self.level(decision.weight), "\(DecisionText.sentence(decision))",
                metadata: LogFields.metadata(DecisionText.fields(decision) + incident))
        case .close(let incident):
            let waiting = incident.held == nil ? nil : services?.pooler.mostWaiting
            let hearsFailures = services?.hearsFailures() ?? false
            log.warning(
                "\(DecisionText.sentence(incident, waiting: waiting, hearsFailures: hearsFailures))",
                metadata: LogFields.metadata(
                    DecisionText.fields(incident, waiting: waiting, hearsFailures: hearsFailures) + self.incident))
        case .wake(let at):
            wakeAt = at
            alarm.poke()
        }
    }

    /// The field that names the incident which a line belongs to, for `pointsman why --at`.
    private var incident: [(name: String, value: JSONValue)] {
        chronicle.incident.map { [("incident", .string($0.description))] } ?? []
    }

    private static func level(_ weight: Decision.Weight) -> Logger.Level {
        switch weight {
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    private func save(_ fence: Fence?, _ id: OperationID) {
        guard let file = services?.fences else { return }
        Reactor.task {
            let outcome = await file.save(fence)
            self.note(outcome)
            self.post(.finished(id, outcome))
        }
    }

    /// Logs that saving the fence has failed, and that it works again.
    private func note(_ outcome: Outcome) {
        var trouble: String?
        if case .failed(let reason) = outcome { trouble = "\(reason); the next start would know the older one only" }
        guard trouble != notes[.fence] else { return }
        if let trouble { log.error("\(trouble)") } else { log.notice("the fence is on disk again") }
        note(trouble, about: .fence)
    }

    /// Tells with the status what only the shell knows; nil if that is over.
    func note(_ sentence: String?, about subject: Subject) {
        guard sentence != notes[subject] else { return }
        notes[subject] = sentence
        if let told { publishers.forEach { $0(told) } }
    }

    /// The status with the notices that only the shell knows.
    private var told: Status? {
        Subject.allCases.compactMap { notes[$0] }.reduce(status) { $0?.noting($1) }
    }
}
