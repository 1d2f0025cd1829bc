import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The connections and processes that belong to one run of PgBouncer: the console connections and the guard. It ends
/// with PgBouncer.
@Reactor
final class PoolerSession {
    private let commands: ConsoleConnection
    private let counts: ConsoleConnection
    private let console: Console
    private let databases: PausedDatabases
    private let guardian: GuardHandle
    private let usage: RouteUsage
    private let nudge: LoopNudge
    /// An attached PgBouncer, which may serve other owners; nil if PgBouncer is managed.
    private let house: PoolerHouse?
    /// Ends the waits of our clients one by one, since PgBouncer's own limit applies to other owners too; nil if
    /// PgBouncer is managed.
    private let waits: WaitLimit?
    private let file: DatabasesFile
    private let route: RouteSetter
    private let log: Logger
    /// PgBouncer's state when the session began.
    let firstLook: FirstLook
    /// The means by which its connections can be cut one by one.
    let means: SeveranceMeans

    static let patience = Duration.seconds(2)

    /// Opens the consoles of a pooler, and arms the guard.
    /// - Throws: PostgresError, ConsoleError or SystemError; GuardHandle.End if the guard has let clients go already.
    /// - Parameters:
    ///   - login: the login of its console.
    ///   - app: the app's login at its database for writes.
    ///   - folder: the folder of the guard's lock.
    ///   - process: which of several PgBouncer processes this is, from 1.
    ///   - limit: when a pause that is found is ended, unless another limit is set.
    ///   - house: an attached PgBouncer, which may serve other owners; nil if PgBouncer is managed.
    init(
        console login: Login, app: Login, house: PoolerHouse? = nil, file: DatabasesFile, history: RouteHistory,
        guardProgram: String, folder: String, process: Int = 1, limit: ContinuousClock.Instant, log: Logger
    ) async throws {
        let deadline = ContinuousClock.now + Self.patience
        commands = ConsoleConnection(login)
        counts = ConsoleConnection(login)
        let nudges = ConsoleConnection(login)
        let connection = try await commands.open(until: deadline)
        let version = try await Self.checkedVersion(connection, until: deadline)
        try await file.hosts?.follow(Console(connection, until: deadline))
        try await nudges.open(until: deadline)
        try await counts.open(until: deadline)
        let paused = try await PauseConnection.open(for: file.writeNames, login: login, until: deadline)
        let reads = file.readNames.map { PauseConnection(databases: [$0], login: login) }
        guardian = try await GuardHandle(
            program: guardProgram, lock: Self.guardLock(in: folder, process: process, log),
            console: login.connect(until: .now + Self.patience),
            consoles: [commands, counts].compactMap(\.socket))
        means = await SeveranceMeans.find(console: connection.socket, version: version)
        console = Console(commands, patience: Self.patience)
        let others =
            file.leadsOthers ? OtherDatabases(file, login: login, guardian: guardian, house: house, log: log) : nil
        databases = PausedDatabases(
            paused, reads: reads, others: others, console: console, guardian: guardian,
            holdEnd: HoldEnd(login, app: app, guardian: guardian), house: house)
        usage = RouteUsage(
            history, of: file.writeNames, hasOthers: file.leadsOthers,
            console: Console(counts, patience: Self.patience))
        nudge = LoopNudge(nudges)
        self.house = house
        // If the guard can't be told it is gone, and the first look reports that.
        if house != nil { try? guardian.takeAsGuest() }
        waits =
            house == nil
            ? nil
            : WaitLimit(
                file.names, writes: file.writeNames, version: version, guardian: guardian, console: console)
        // The guard must have a copy of each console on which this process sends commands: if one is dialled anew, a
        // new guard is started.
        for console in [commands, counts] { console.whenLost = { [guardian] in guardian.giveUp() } }
        self.file = file
        self.log = log
        let foreign = file.leadsOthers ? await OtherDatabases.foreignNames(house) : []
        firstLook = try await FirstLook(
            console, guardian, foreign == nil ? file.leadingNoOthers : file, foreign: foreign ?? [], limit: limit)
        route = RouteSetter(
            file, commands: commands, console: console, guardian: guardian, house: house, led: firstLook.leadsTo,
            log: log)
        for connection in reads where firstLook.heldReads.contains(where: connection.databases.contains) {
            connection.takeHeld()
        }
        try await others?.takeHeld(firstLook.others)
    }

    /// Suspends until PgBouncer's console is gone, which the guard watches and ends with, or until the guard has ended
    /// alone. No command is sent after that: an operation that was begun may rely on a hold that is over.
    func ended() async -> GuardHandle.End {
        let end = await guardian.ended()
        databases.close()
        for console in [commands, counts] { console.close() }
        await waits?.close()
        return end
    }

    /// Makes the guard let clients go at `moment`, should this process not act until then; nil for never.
    func limit(until moment: ContinuousClock.Instant?) {
        // A guard that can't be told is gone or stuck, and its end ends this session.
        try? guardian.limit(until: moment)
    }

    /// Has the guard send `command` to PgBouncer's console should this process end, in place of the last one for `key`; nil is
    /// none.
    func undo(_ key: String, by command: String?) {
        // One that can't be told is gone or stuck, and its end ends this.
        try? guardian.undo(key, by: command)
    }

    /// Ends it; what is held is released. False where that is not certain.
    func close() async -> Bool {
        await waits?.close()
        return await guardian.stop()
    }

    /// Keeps PgBouncer's loop turning until `work` is done.
    func nudging<Result: Sendable>(_ work: () async -> Result) async -> Result { await nudge.during(work) }

    /// Notes that another process has changed PgBouncer: the file is read again with the next setting.
    func distrust() { route.distrust() }

    /// Whether PgBouncer was seen to have read the file.
    var hasReadFile: Bool { route.hasReadFile }

    /// Whether clients that wait in PgBouncer fail soon; RELOAD ends that.
    var waitsBriefly: Bool { route.waitsBriefly }

    /// Performs `operation`, one that concerns PgBouncer. No client's wait is ended meanwhile.
    func perform(_ operation: Operation) async -> Outcome {
        let stopped = await waits?.stop()
        let outcome = await outcome(of: operation)
        if case .failed = outcome { waits?.goOn(stopped) }
        return outcome
    }

    private func outcome(of operation: Operation) async -> Outcome {
        do {
            switch operation {
            case .pause, .drain:
                try await databases.pause(alongWithReads: operation == .drain)
                return await usage.isUnused() ? .doneUnused : .done
            case .set(let setting): try await set(setting)
            case .resume: try await resume(gently: true)
            case .refuse: try await refuse()
            case .unroute(let reads): try await unroute(reads: reads)
            case .turnAway: try await turnAway()
            case .sever: try await sever()
            case .confirm, .save: return .failed("not an operation of the pooler")
            }
            return .done
        } catch {
            return .failed("PgBouncer's console: \(error)")
        }
    }

    /// Sets the route. RELOAD and RESUME follow each other directly: between them a new client makes PgBouncer log in
    /// under the pause, which counts as a failed login.
    private func set(_ setting: PoolerSetting) async throws {
        let (wanted, pauses) = (setting.writes.member, databases.pauses)
        usage.begin(setting.writes)
        let isMove = try await databases.isHeldOrLedAway(from: wanted, by: file)
        let isSameServer = route.led == wanted
        let shown = try await route.set(setting, isMove: isMove)
        guard pauses == databases.pauses else { return }
        try await resume(shown, gently: isSameServer)
    }

    private func resume(_ shown: [String: DatabaseRow]? = nil, gently: Bool = false) async throws {
        usage.letThrough()
        try await databases.resume(shown, gently: gently)
    }

    private func turnAway() async throws {
        usage.forget()
        if waits == nil { try await route.waitBriefly() }
        try await databases.turnAway()
        waits?.begin(resumes: false)
    }

    private func refuse() async throws {
        if waits == nil { try await route.waitBriefly() }
        try await resume()
        // The wait limit's KILL makes PgBouncer forget what it has counted.
        if waits != nil { usage.forget() }
        waits?.begin(resumes: true)
    }

    private func unroute(reads: MemberID?) async throws {
        usage.forget()
        try await route.unroute(reads: reads)
        try await refuse()
    }

    private func sever() async throws {
        // Its last resort is KILL, which makes PgBouncer forget what it has counted.
        usage.forget()
        // Once this is done clients count as held, so each must have its PAUSE.
        guard databases.areAllPaused else { throw ConsoleError("no PAUSE was sent yet") }
        try await Severance(
            databases: try await databases.waiting(), means: means, log: log, console: console,
            isDone: { [databases] in !databases.isWaiting },
            isAlone: { [house, console] () throws(PostgresError) in try await house?.isOurs(console) ?? true },
            undo: { [weak self] key, command in self?.undo(key, by: command) }
        ).perform()
    }
}
