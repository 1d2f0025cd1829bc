import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Keeps a session with PgBouncer, and does on it what the core asks for.
@Reactor
final class PoolerService {
    private var way: PoolerWay
    /// How its console is reached, and its database for writes as the app's role.
    let console: Login
    private let app: Login
    /// The same of its database for reads; nil for none.
    private let readingApp: Login?
    private let file: DatabasesFile
    private let trouble: @Reactor () -> String?
    private let guardProgram = Folders.sibling("pointsman-guard")
    private let folder: String
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private let history: RouteHistory
    private let inspector: PoolerInspector
    private var session: PoolerSession?
    /// How often PgBouncer logs in where it is refused.
    let logins: LoginLimit
    /// What it keeps where its password is.
    let kept: KeptConnections
    private var holdTimeout: Duration
    /// When the guard lets clients go, as it was told last.
    private var limit: ContinuousClock.Instant?
    private let severance: SeveranceRecord

    private let clock = AgentClock()

    /// Its console may have no room for another client just now.
    private static let paceOfRefusals = BackOff.Pace(first: .seconds(1), longest: .seconds(8))
    private static let absent = "PgBouncer's console is not there"

    /// - Parameters:
    ///   - holdTimeout: how long what is found paused may stay so, until something else is said.
    ///   - folder: this instance's, of what is gone with a reboot.
    ///   - severance: where by what connections can be cut is kept.
    ///   - trouble: why there is no PgBouncer, where somebody knows better than who fails to reach it.
    init(
        _ way: PoolerWay, file: DatabasesFile, holdTimeout: Duration, folder: String, log: Logger,
        severance: SeveranceRecord,
        trouble: @escaping @Reactor () -> String?, post: @escaping @Reactor (Event) -> Void
    ) {
        self.severance = severance
        self.way = way
        console = Login(way.console)
        app = Login(way.app)
        readingApp = file.unrouted.readName.map { Login(Self.parameters(way.app, to: $0)) }
        inspector = PoolerInspector(console: console, app: app, file: file)
        self.file = file
        self.holdTimeout = holdTimeout
        self.folder = folder
        self.log = log
        self.trouble = trouble
        self.post = post
        history = RouteHistory(file.route)
        logins = LoginLimit(console, log: log)
        kept = KeptConnections(console, log: log)
    }

    /// Runs until it is cancelled.
    func run() async {
        var complaint: String?
        var backOff = BackOff()
        // A session that came up has begun well, as far as it was to come up; how long it lasts is another matter.
        var (attempts, sessions) = (RestartBrake(), RestartBrake())
        var isRefusing = false
        while !Task.isCancelled {
            do {
                let session = try await PoolerSession(
                    login: console, file: file, history: history, guardProgram: guardProgram, folder: folder,
                    limit: limit ?? .now + holdTimeout, log: log)
                let began = ContinuousClock.now
                self.session = session
                backOff.reset()
                takeReset()
                complaint = nil
                attempts = RestartBrake()
                note(session.means.report)
                post(
                    .pooler(
                        .up(
                            holdsWrites: session.holdsWrites, leadsTo: session.leadsTo, share: session.share,
                            isRefusing: isRefusing)))
                // The core tells it once, and this guard is another one.
                session.limit(until: limit)
                let end = await session.ended()
                self.session = nil
                isRefusing = end == .letGo
                let reason = Self.sentence(about: end)
                post(.pooler(.down(reason)))
                let now = ContinuousClock.now
                let pause = sessions.pause(afterRunning: now - began)
                if pause > .zero {
                    log.warning("PgBouncer: \(reason), soon after it was opened; it is opened again in \(pause)")
                } else if end != .consoleLost, end != .stopped {
                    log.warning("\(reason)")
                }
                await Reactor.sleep(until: now + pause)
            } catch {
                let trouble = trouble()
                let reason = trouble ?? way.sentence(about: error)
                if reason != complaint {
                    complaint = reason
                    if trouble == nil { log.warning("PgBouncer: \(reason)") }
                    post(.pooler(.down(reason)))
                }
                if (error as? PostgresError)?.code == .server || error is ConsoleError {
                    // Who refuses us fills its log each time.
                    backOff.fail(Self.paceOfRefusals, seed: 0, at: clock.now)
                    await Reactor.sleep(until: backOff.next.map { clock.moment(of: $0) } ?? .now)
                } else {
                    await Reactor.sleep(until: .now + Self.pause(after: error, &attempts))
                }
            }
        }
    }

    /// Nobody there costs nothing and may be back at any moment; all else, such as a guard that can't be started, may be so for
    /// ever.
    private static func pause(after error: any Error, _ attempts: inout RestartBrake) -> Duration {
        let code = (error as? PostgresError)?.systemError
        let isNobodyThere = code == ECONNREFUSED || code == ENOENT
        return isNobodyThere ? .milliseconds(20) : max(.milliseconds(20), attempts.pause())
    }

    /// When the guard lets clients go, should this process not act until then; nil while none waits.
    func limit(until moment: ContinuousClock.Instant?) {
        limit = moment
        session?.limit(until: moment)
    }

    private static func sentence(about end: GuardHandle.End) -> String {
        switch end {
        case .consoleLost, .stopped: "its console closed the connection"
        case .letGo:
            "pointsman-guard has let clients go at the end of their hold, since this agent was stopped or stuck; its console "
                + "is opened anew"
        case .stuck: "pointsman-guard did not answer and was killed; its console is opened anew with another one"
        case .consoleSilent: "its console did not answer, and is opened anew"
        case .other(let code):
            "pointsman-guard ended with code \(code), without which nothing may be held; is it the program that came with "
                + "this agent?"
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

    /// Takes that PgBouncer has its file's values again.
    private func takeReset() {
        logins.wasReset()
        kept.wasReset()
    }

    /// Takes another way to it: connections that are open go on.
    func take(_ way: PoolerWay, holdTimeout: Duration) {
        self.way = way
        self.holdTimeout = holdTimeout
        console.take(way.console)
        app.take(way.app)
        if let name = file.unrouted.readName { readingApp?.take(Self.parameters(way.app, to: name)) }
    }

    private static func parameters(
        _ parameters: [(keyword: String, value: String)], to database: String
    ) -> [(keyword: String, value: String)] {
        parameters.map { $0.keyword == "dbname" ? (keyword: $0.keyword, value: database) : $0 }
    }

    /// Has PgBouncer read its own ini file again, on a console connection of its own: the session's may be at work.
    func reload() async throws(PostgresError) {
        var anchors: [Anchor] = []
        for login in [app, readingApp] {
            if let login, let anchor = await Anchor(login) { anchors.append(anchor) }
        }
        let deadline = ContinuousClock.now + .seconds(2)
        let console = try await self.console.connect(until: deadline)
        try await console.reloadQuietly(within: .milliseconds(500), until: deadline)
        if session?.waitsBriefly == true { _ = try await console.execute(PoolerSession.brief, until: deadline) }
        takeReset()
        for anchor in anchors { Task { @Reactor in await anchor.release() } }
    }

    /// Ends the session. A hold never outlives it.
    func stop() async {
        guard let session else { return }
        self.session = nil
        if await !session.close() { log.error("pointsman-guard did not end: look for paused databases in PgBouncer") }
    }

    /// Looks at the pooler, and says what it is like.
    func inspect(_ inspection: PoolerInspection) {
        Task { @Reactor in
            let session = self.session
            let sight = await self.inspector.look(inspection)
            if sight.file == .another || sight.isAstray { session?.distrust() }
            self.post(.inspected(inspection.id, sight))
        }
    }

    /// Does `operation` and says how it ended. Its first command is sent before this returns: after the loss of a
    /// primary it races against PgBouncer's next login.
    func perform(_ id: OperationID, _ operation: Operation) {
        let session = session
        Task.immediate { @Reactor in
            let outcome: Outcome
            switch operation {
            case .confirm(let identity):
                let canary = Canary(login: self.app)
                outcome = await session?.nudging { await canary.confirm(identity) } ?? .failed(Self.absent)
            default: outcome = await session?.perform(operation) ?? .failed(Self.absent)
            }
            if operation.reloads { takeReset() }
            post(.finished(id, outcome))
        }
    }
}
