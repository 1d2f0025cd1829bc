import Glibc
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
    private let file: DatabasesFile
    private let trouble: @Reactor () -> String?
    private let guardProgram = Folders.sibling("pointsman-guard")
    private let folder: String
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private let history: RouteHistory
    private let inspector: PoolerInspector
    private(set) var session: PoolerSession?
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
    /// The reason why this agent ended the last session; nil if it did not.
    private var crowd: String?
    private let clock = AgentClock()

    /// The pauses after a refusal: the console may have no room for another client just now.
    private static let paceOfRefusals = BackOff.Pace(first: .seconds(1), longest: .seconds(8))
    /// How long a PgBouncer that is started beside the agent may take.
    private static let startTime = Duration.seconds(2)
    private static let absent = "PgBouncer's console is not there"

    /// - Parameters:
    ///   - holdTimeout: how long a pause that is found may last, unless another limit is set.
    ///   - folder: the runtime directory of this instance, which is gone after a reboot.
    ///   - severance: the record of the ways by which connections can be cut.
    ///   - record: the record that notes whether PgBouncer keeps its connections.
    ///   - trouble: the reason why there is no PgBouncer, if the part that starts it knows one.
    init(
        _ endpoints: PoolerEndpoints, file: DatabasesFile, holdTimeout: Duration, folder: String, log: Logger,
        severance: SeveranceRecord, record: LoginRecord,
        trouble: @escaping @Reactor () -> String?, post: @escaping @Reactor (Event) -> Void
    ) {
        self.severance = severance
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
        waiting = WaitingClients(logins.console, databases: file.writeNames)
        loginLimit = TemporarySetting(.slowLogins, logins.console, house: house, log: log)
        minimum = TemporarySetting(.noLogins, logins.console, house: house, log: log)
        kept = KeptConnections(logins.console, record: record, log: log)
        for setting in [loginLimit, minimum] {
            setting.undo = { [weak self] key, command in self?.session?.undo(key, by: command) }
        }
        kept.undo = { [weak self] key, command in self?.session?.undo(key, by: command) }
    }

    /// Runs until it is cancelled.
    func run() async {
        var complaint: String?
        var backOff = BackOff()
        // A session that came up counts as a good start of the console; how long it lasts is counted separately.
        var (attempts, sessions) = (RestartBrake(), RestartBrake())
        var isRefusing = false
        var patience = ContinuousClock.now + Self.startTime
        while !Task.isCancelled {
            do {
                let (console, mark) = logins.beginSession()
                try await checkProcesses()
                let session = try await PoolerSession(
                    console: console, app: logins.app, house: house, file: file, history: history,
                    guardProgram: guardProgram, folder: folder, limit: limit ?? .now + holdTimeout, log: log)
                let began = ContinuousClock.now
                self.session = session
                backOff.reset()
                takeReset()
                complaint = nil
                patience = .now
                attempts = RestartBrake()
                note(session.means.report)
                post(
                    .pooler(
                        .up(
                            holdsWrites: session.firstLook.holdsWrites, leadsTo: session.firstLook.leadsTo,
                            share: session.firstLook.share,
                            isRefusing: isRefusing)))
                // The core sets it only once, and this is a new guard.
                session.limit(until: limit)
                let watch = Reactor.task { await self.watchProcesses(beside: session, mark) }
                let end = await session.ended()
                watch.cancel()
                self.session = nil
                isRefusing = end == .letGo
                let reason = crowd ?? end.sentence
                crowd = nil
                post(.pooler(.down(reason)))
                let now = ContinuousClock.now
                let pause = sessions.pause(afterRunning: now - began)
                if pause > .zero {
                    log.warning("PgBouncer: \(reason), soon after it was opened; it is opened again in \(pause)")
                } else if end != .consoleLost, end != .stopped {
                    log.warning("\(reason)")
                }
                await Reactor.sleep(until: now + pause)
            } catch let end as GuardHandle.End {
                isRefusing = end == .letGo
                let pause = Self.pause(after: end, &attempts)
                if isRefusing {
                    log.warning("\(end.sentence)")
                } else {
                    let reason = end.sentence
                    log.warning("PgBouncer: \(reason), soon after it was opened; it is opened again in \(pause)")
                    post(.pooler(.down(reason)))
                }
                await Reactor.sleep(until: .now + pause)
            } catch {
                let trouble = trouble()
                let reason = trouble ?? endpoints.sentence(about: error, refusal: (error as? PostgresError)?.refusal)
                if reason != complaint {
                    complaint = reason
                    // A PgBouncer that has just been started is not reachable yet.
                    if trouble == nil { log.log(level: .now < patience ? .info : .warning, "PgBouncer: \(reason)") }
                    post(.pooler(.down(reason)))
                }
                if (error as? PostgresError)?.code == .server || error is ConsoleError {
                    // Each refusal adds a line to PgBouncer's log.
                    backOff.fail(Self.paceOfRefusals, seed: 0, at: clock.now)
                    await Reactor.sleep(until: backOff.next.map { clock.moment(of: $0) } ?? .now)
                } else {
                    await Reactor.sleep(until: .now + Self.pause(after: error, &attempts))
                }
            }
        }
    }

    /// The pause after an error. A console that is not there costs nothing and may be back at any moment; any other
    /// error, such as a guard that can't be started, may last for ever.
    private static func pause(after error: any Error, _ attempts: inout RestartBrake) -> Duration {
        let code = (error as? PostgresError)?.systemError
        let isNobodyThere = code == ECONNREFUSED || code == ENOENT
        return isNobodyThere ? .milliseconds(20) : max(.milliseconds(20), attempts.pause())
    }

    /// Sets the moment at which the guard lets clients go, should this process not act until then; nil while none
    /// waits.
    func limit(until moment: ContinuousClock.Instant?) {
        limit = moment
        waiting.follow(isHolding: moment != nil)
        minimum.want(moment != nil)
        session?.limit(until: moment)
    }

    /// Throws if an attached PgBouncer is several processes at one port.
    private func checkProcesses() async throws(ConsoleError) {
        guard house != nil else { return }
        let complaint = await PoolerProcesses(console: logins.console).complaint(dials: 3, until: .now + .seconds(2))
        if let complaint { throw ConsoleError(complaint) }
    }

    /// Ends `session` if other processes turn up at its port: a command to one of them would not reach the others.
    private func watchProcesses(beside session: PoolerSession, _ mark: String) async {
        guard house != nil else { return }
        while !Task.isCancelled {
            await Reactor.sleep(until: .now + PoolerProcesses.interval)
            guard !Task.isCancelled else { return }
            crowd = await PoolerProcesses(console: logins.console).complaint(
                dials: 1, known: [mark], until: .now + .seconds(2))
            guard crowd == nil else { return _ = await session.close() }
        }
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

    /// Ends the session. A hold never outlives it.
    func stop() async {
        guard let session else { return }
        self.session = nil
        if await !session.close() { log.error("pointsman-guard did not end: look for paused databases in PgBouncer") }
    }

    /// Inspects the pooler, and reports the result to the core.
    func inspect(_ inspection: PoolerInspection) {
        Reactor.task {
            let session = self.session
            let sight = await self.inspector.look(inspection)
            if sight.file == .another || sight.isAstray { session?.distrust() }
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
            self.post(.finished(id, outcome))
        }
    }
}
