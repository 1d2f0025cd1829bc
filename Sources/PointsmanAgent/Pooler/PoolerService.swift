import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Keeps a session with PgBouncer, and performs the core's operations on it.
@Reactor
final class PoolerService {
    private var endpoints: PoolerEndpoints
    let logins: PoolerLogins
    let file: DatabasesFile
    private let trouble: @Reactor () -> String?
    private let guardProgram = Folders.sibling("pointsman-guard")
    private let folder: String
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private let history: RouteHistory
    private let inspector: PoolerInspector
    private(set) var session: PoolerSession?
    /// What this process is called in the log.
    var name: String { place.name }
    /// How often PgBouncer logs in where it is refused.
    let loginLimit: TemporarySetting
    /// How many connections it keeps at least, in a hold.
    let minimum: TemporarySetting
    /// What it keeps where its password is.
    let kept: KeptConnections
    /// The count of the clients that wait in a hold.
    let waiting: WaitingClients
    private var holdTimeout: Duration
    /// When the guard lets clients go, as told last; nil for never.
    private var limit: ContinuousClock.Instant?
    private let severance: SeveranceRecord
    /// An attached PgBouncer, which may serve other owners; nil if PgBouncer is managed.
    private let house: PoolerHouse?
    private let place: PoolerPlace
    /// Whether nothing answers where its console was or should be: then it takes no clients either.
    private(set) var isAbsent = true
    /// Nil if PgBouncer is managed.
    private let crowd: CrowdWatch?
    /// Whether this agent is done with PgBouncer.
    private var isStopped = false
    private let clock = AgentClock()

    /// How long a PgBouncer that is started beside the agent may take.
    private static let startTime = Duration.seconds(2)
    private static let absent = "PgBouncer's console is not there"

    /// - Parameters:
    ///   - holdTimeout: how long a pause that is found may last, unless another limit is set.
    ///   - folder: the runtime directory of this instance, which is gone after a reboot.
    ///   - place: which of several processes it is.
    ///   - severance: the record of the ways by which connections can be cut.
    ///   - record: the record that notes whether PgBouncer keeps its connections.
    ///   - trouble: the reason why there is no PgBouncer, if the part that starts it knows one.
    init(
        _ endpoints: PoolerEndpoints, file: DatabasesFile, holdTimeout: Duration, folder: String, log: Logger,
        severance: SeveranceRecord, record: LoginRecord, place: PoolerPlace = PoolerPlace(),
        trouble: @escaping @Reactor () -> String?, post: @escaping @Reactor (Event) -> Void
    ) {
        self.severance = severance
        self.place = place
        self.endpoints = endpoints
        logins = PoolerLogins(endpoints, readName: file.unrouted.readName)
        inspector = PoolerInspector(logins, file: file, isManaged: endpoints.operated == nil)
        self.file = file
        self.holdTimeout = holdTimeout
        self.folder = folder
        self.log = log
        self.trouble = trouble
        self.post = post
        history = RouteHistory(file.route)
        house =
            endpoints.operated == nil
            ? nil
            : PoolerHouse(
                names: file.names, ini: endpoints.operatedIni, included: file.path)
        crowd = house.map { [logins] _ in CrowdWatch(PoolerProcesses(console: logins.console, known: place.count)) }
        waiting = WaitingClients(logins.console, databases: file.writeNames)
        loginLimit = TemporarySetting(.slowLogins, logins.console, house: house, log: log)
        minimum = TemporarySetting(.noLogins, logins.console, house: house, log: log)
        kept = KeptConnections(logins.console, record: record, log: log)
        for setting in [loginLimit, minimum] {
            setting.undo = { [weak self] key, command in self?.session?.undo(key, by: command) }
        }
        kept.undo = { [weak self] key, command in self?.session?.undo(key, by: command) }
    }

    /// Runs until it is stopped or cancelled.
    func run() async {
        var complaint: String?
        var pace = SessionPace()
        var isRefusing = false
        var patience = ContinuousClock.now + Self.startTime
        while !Task.isCancelled, !isStopped {
            do {
                let (console, mark) = logins.beginSession()
                try await crowd?.check()
                let session = try await PoolerSession(
                    console: console, app: logins.app, house: house, file: file, history: history,
                    guardProgram: guardProgram, folder: folder, process: place.number,
                    limit: limit ?? .now + holdTimeout, log: log)
                guard !isStopped else { return _ = await session.close() }
                let began = ContinuousClock.now
                self.session = session
                isAbsent = false
                pace.sessionCameUp()
                takeReset()
                complaint = nil
                patience = .now
                note(session.means.report)
                post(
                    .pooler(
                        .up(
                            holdsWrites: session.firstLook.holdsWrites, leadsTo: session.firstLook.leadsTo,
                            share: session.firstLook.share,
                            isRefusing: isRefusing)))
                // The core sets it only once, and this is a new guard.
                session.limit(until: limit)
                let watch = Reactor.task { await self.crowd?.watch(beside: session, mark) }
                let end = await session.ended()
                watch.cancel()
                self.session = nil
                isAbsent = end == .consoleLost
                isRefusing = end == .letGo
                let reason = crowd?.takeComplaint() ?? end.sentence
                post(.pooler(.down(reason)))
                let now = ContinuousClock.now
                let pause = pace.pause(afterSessionOf: now - began)
                guard !isStopped else { return }
                if pause > .zero {
                    log.warning("\(place.name): \(reason), soon after it was opened; it is opened again in \(pause)")
                } else if end != .consoleLost, end != .stopped {
                    log.warning("\(reason)")
                }
                await Reactor.sleep(until: now + pause)
            } catch let end as GuardHandle.End {
                isRefusing = end == .letGo
                let pause = pace.pause(after: end, at: clock.now)
                if isRefusing {
                    log.warning("\(end.sentence)")
                } else {
                    let reason = end.sentence
                    log.warning("\(place.name): \(reason), soon after it was opened; it is opened again in \(pause)")
                    post(.pooler(.down(reason)))
                }
                await Reactor.sleep(until: .now + pause)
            } catch {
                let trouble = trouble()
                isAbsent = (error as? PostgresError)?.hasNoListener == true
                let reason = trouble ?? endpoints.sentence(about: error, refusal: (error as? PostgresError)?.refusal)
                if reason != complaint {
                    complaint = reason
                    // A PgBouncer that has just been started is not reachable yet.
                    if trouble == nil { log.log(level: .now < patience ? .info : .warning, "\(place.name): \(reason)") }
                    post(.pooler(.down(reason)))
                }
                await Reactor.sleep(until: .now + pace.pause(after: error, at: clock.now))
            }
        }
    }

    /// Sets the moment at which the guard lets clients go, should this process not act until then; nil while none
    /// waits.
    func limit(until moment: ContinuousClock.Instant?) {
        limit = moment
        waiting.follow(isHolding: moment != nil)
        minimum.want(moment != nil)
        session?.limit(until: moment)
    }

    /// Tells once, and again where it has changed with another PgBouncer, by what connections that hang will be cut.
    private func note(_ report: SeveranceReport) {
        guard severance.take(report) else { return }
        if report.sparesThoseWhoWait {
            log.info("\(report.sentence)")
        } else {
            log.warning("\(report.sentence); \(report.cures.joined(separator: ", or "))")
        }
    }

    /// Takes other endpoints. Connections that are open go on.
    func take(_ endpoints: PoolerEndpoints, holdTimeout: Duration) {
        self.endpoints = endpoints
        self.holdTimeout = holdTimeout
        logins.take(endpoints)
    }

    /// Ends the session, after which no other is opened: a hold never outlives it, and the core may want it to go on.
    func stop() async {
        isStopped = true
        guard let session else { return }
        self.session = nil
        if await !session.close() { log.error("pointsman-guard did not end: look for paused databases in PgBouncer") }
    }

    /// Inspects the pooler, and reports the result to the core.
    func inspect(_ inspection: PoolerInspection) {
        Reactor.task {
            let session = self.session
            var sight = await self.inspector.look(inspection)
            // It has come to others that were set before, and may have read the file before that.
            if self.place.count > 1, sight.file == .asWritten, session?.hasReadFile == false { sight.file = .outdated }
            if sight.file == .another || sight.isAstray { session?.distrust() }
            if case .failed = sight.canary, let setting = inspection.setting { self.doubtHosts(setting.writes.member) }
            self.post(.inspected(inspection.id, sight))
        }
    }

    /// Performs `operation` and reports its outcome. Its first command is sent before this returns: after the loss of a
    /// primary it races against PgBouncer's next login.
    func perform(_ id: OperationID, _ operation: Operation) {
        let session = session
        Reactor.immediateTask {
            let outcome: Outcome
            switch operation {
            case .confirm(let identity):
                outcome = await session?.nudging { await self.inspector.confirm(identity) } ?? .failed(Self.absent)
            default: outcome = await session?.perform(operation) ?? .failed(Self.absent)
            }
            if operation.reloads { self.takeReset() }
            if case (.confirm, .failed) = (operation, outcome), let route = self.file.route {
                self.doubtHosts(route.member)
            }
            self.post(.finished(id, outcome))
        }
    }
}
