import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Everything that hangs on one run of PgBouncer: the console connections and the guard. It ends when PgBouncer does.
@Reactor
final class PoolerSession {
    private let commands: ConsoleConnection
    private let nudges: ConsoleConnection
    /// Asks what was counted, while a setting that a PAUSE has overtaken is on `commands` still.
    private let counts: ConsoleConnection
    private var isCounting = false
    private var isNudging = false
    private let lines: [PauseLine]
    private let guardian: GuardHandle
    private let holdEnd: HoldEnd
    /// Where other owners' databases may be; nil where PgBouncer is ours.
    private let house: PoolerHouse?
    /// Ends waits where PgBouncer's own limit is not ours alone; nil where PgBouncer is ours.
    private let waits: WaitLimit?
    /// How often a PAUSE was asked for.
    private var pauses = 0
    /// The release that is under way.
    private var release: Task<Void, any Error>?
    private let file: DatabasesFile
    private let history: RouteHistory
    /// What PgBouncer had counted when the databases for writes were held last; nil where somebody was let through since.
    private var heldTotals: [ShownTotals]?
    /// What it had counted when it was led to its present route, for the first time that there was; nil where that is unknown.
    private var totalsAtRoute: (route: WriteRoute, totals: [ShownTotals])?
    /// How often clients were let through.
    private var releases = 0
    /// Whether those who wait in PgBouncer fail soon, which RELOAD ends.
    private(set) var waitsBriefly = false
    /// Whether PgBouncer has read the file since that was written, and was told nothing else since.
    private var isFileRead = false
    private let log: Logger
    /// Whether a database for writes was found paused, or turning clients away, when the session began.
    let holdsWrites: Bool
    /// Where the databases for writes led then; nil where that is nowhere, or not all to one member.
    let leadsTo: MemberID?
    /// By what its connections can be cut one by one.
    let means: SeveranceMeans
    /// How many connections its pools might open on one server then; nil where they led nowhere.
    let share: Int?

    static let brief = "SET query_wait_timeout=1"
    static let patience = Duration.seconds(2)
    /// How long a move waits for the sake of other owners' databases.
    private static let courtesy = Duration.milliseconds(250)
    private static let oldestVersion = (major: 1, minor: 18)

    /// Opens the consoles of a pooler, and arms the guard.
    /// - Throws: PostgresError, ConsoleError or SystemError; GuardHandle.End where the guard has let clients go already.
    /// - Parameters:
    ///   - login: how its console is reached.
    ///   - app: how its database for writes is reached as the app does.
    ///   - folder: where a guard says that it is at work.
    ///   - limit: when what is found paused is let go, should nothing else be said.
    ///   - house: where other owners' databases may be; nil where PgBouncer is ours.
    init(
        console login: Login, app: Login, house: PoolerHouse? = nil, file: DatabasesFile, history: RouteHistory,
        guardProgram: String, folder: String, limit: ContinuousClock.Instant, log: Logger
    ) async throws {
        let deadline = ContinuousClock.now + Self.patience
        commands = ConsoleConnection(login)
        nudges = ConsoleConnection(login)
        counts = ConsoleConnection(login)
        let console = try await commands.open(until: deadline)
        let version = try await Self.checkedVersion(console, until: deadline)
        try await nudges.open(until: deadline)
        try await counts.open(until: deadline)
        lines = file.writeNames.map { PauseLine(database: $0, login: login) }
        for line in lines {
            try await line.open(until: deadline)
        }
        guardian = try await GuardHandle(
            program: guardProgram, lock: Self.guardLock(in: folder, log),
            console: login.connect(until: .now + Self.patience),
            consoles: [commands, counts].compactMap(\.socket))
        holdEnd = HoldEnd(login, app: app, guardian: guardian)
        means = await SeveranceMeans.find(console: console.socket, version: version)
        self.house = house
        // One that can't be told is gone, which the first look says.
        if house != nil { try? guardian.takeAsGuest() }
        waits =
            house == nil
            ? nil
            : WaitLimit(file.names, writes: file.writeNames, version: version, guardian: guardian) {
                [commands] command throws(PostgresError) in
                try await commands.execute(command, until: .now + Self.patience)
            }
        // The guard must be able to end each console on which this process gives commands: with another one it begins anew.
        for console in [commands, counts] { console.whenLost = { [guardian] in guardian.giveUp() } }
        self.file = file
        self.history = history
        self.log = log
        let shown = try await Self.look(commands, guardian, file.writeNames, limit: limit)
        let writes = file.writeNames.map { shown[$0] }
        holdsWrites = writes.contains { $0.map { $0.isPaused || $0.isDisabled } ?? false }
        let members = writes.map { $0?.member }
        leadsTo = members.allSatisfy { $0 == members.first } ? members.first ?? nil : nil
        let place = leadsTo
        let pools = file.names.compactMap { shown[$0] }.filter { place != nil && $0.member == place }
        share = pools.isEmpty ? nil : pools.reduce(0) { $0 + ($1.poolSize ?? 0) }
    }

    /// Suspends until PgBouncer's console is gone, which the guard watches and ends with, or the guard has ended alone. Nothing
    /// is sent any more from then on: what was begun may rest on a hold that is over.
    func ended() async -> GuardHandle.End {
        let end = await guardian.ended()
        lines.forEach { $0.close() }
        holdEnd.close()
        for console in [commands, counts] { console.close() }
        await waits?.close()
        return end
    }

    /// Has the guard let clients go at `moment`, should this process not act until then.
    func limit(until moment: ContinuousClock.Instant?) {
        // One that can't be told is gone or stuck, and its end ends this.
        try? guardian.limit(until: moment)
    }

    /// Ends it; what is held is released. False where nobody can say that it was.
    func close() async -> Bool {
        await waits?.close()
        return await guardian.stop()
    }

    /// Keeps PgBouncer's loop turning until `work` is done.
    ///
    /// It starts logins for clients that wait only when its loop turns. Where everybody waits nothing turns it but the
    /// janitor, three times a second, and a login that came to nothing may not be repeated before server_login_retry
    /// is over: 330 ms were lost so in one of a dozen reroutes.
    func nudging<Result: Sendable>(_ work: () async -> Result) async -> Result {
        guard !isNudging else { return await work() }
        isNudging = true
        let turns = Task { @Reactor in
            let limit = ContinuousClock.now + .seconds(1)
            while self.isNudging, .now < limit {
                guard (try? await self.nudges.execute("SHOW VERSION", until: limit + Self.patience)) != nil else {
                    return
                }
                await Reactor.sleep(until: .now + .milliseconds(5))
            }
        }
        let result = await work()
        isNudging = false
        await turns.value
        return result
    }

    /// Does `operation`, one of those that PgBouncer has to do with. No wait is ended meanwhile.
    func perform(_ operation: Operation) async -> Outcome {
        let stopped = await waits?.stop()
        let outcome = await outcome(of: operation)
        if case .failed = outcome { waits?.goOn(stopped) }
        return outcome
    }

    private func outcome(of operation: Operation) async -> Outcome {
        do {
            switch operation {
            case .pause:
                // By when it ends, if PgBouncer has room for one more.
                Task { @Reactor in try? await self.holdEnd.open(until: .now + Self.patience) }
                try await pause()
                return await isUnused() ? .doneUnused : .done
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

    /// A PAUSE overtakes a setting that is under way: that releases nobody then. A release that has begun ends first.
    private func pause() async throws {
        pauses += 1
        _ = await release?.result
        for line in lines { try guardian.hold(line.database) }
        try await giveUpResumed()
        let pauses = lines.map { line in Task.immediate { @Reactor in try await line.pause() } }
        for pause in pauses { try await pause.value }
    }

    /// Gives up each PAUSE that waits though another console has resumed its database: it never gets an answer.
    private func giveUpResumed() async throws {
        guard lines.contains(where: \.isWaiting) else { return }
        let shown = try await databases()
        for line in lines where line.isWaiting && shown[line.database]?.isPaused == false { line.giveUp() }
    }

    /// Whether PgBouncer, which holds the databases for writes, has let no statement through since it was led to its present
    /// route for the first time.
    private func isUnused() async -> Bool {
        let before = releases
        let totals = try? await totals()
        guard releases == before else { return false }
        heldTotals = totals
        // Of a pool that was made anew nobody knows what went through before.
        guard let totals, totals.allSatisfy(\.isCounting) else { return false }
        return totalsAtRoute?.totals == totals
    }

    private func totals() async throws(PostgresError) -> [ShownTotals]? {
        guard !isCounting else { return nil }
        isCounting = true
        defer { isCounting = false }
        guard let table = try await counts.execute("SHOW STATS", until: .now + Self.patience).first else { return nil }
        let shown = table.records.compactMap { ShownTotals(row: $0) }
        let totals = file.writeNames.compactMap { name in shown.first { $0.database == name } }
        return totals.count == file.writeNames.count ? totals : nil
    }

    /// RELOAD and RESUME stand next to each other: between them a new client makes PgBouncer log in under the pause,
    /// which counts as a login that failed.
    private func set(_ setting: PoolerSetting) async throws {
        let (wanted, pauses) = (setting.writes.member, pauses)
        // Before anything is done, since a PAUSE that overtakes this may be answered first.
        if totalsAtRoute?.route != setting.writes {
            totalsAtRoute = history.add(setting.writes) ? heldTotals.map { (setting.writes, $0) } : nil
        }
        let isMove = try await isHeldOrLedAway(from: wanted)
        let isSameServer = file.route?.member == wanted
        if try file.write(setting) { isFileRead = false }
        if !isFileRead {
            // A move can't wait for logins: those are to where it moves away from.
            try await reload(within: isMove ? .zero : .milliseconds(500))
        }
        let shown = try await databases()
        for (name, member) in file.targets(of: setting) {
            guard shown[name]?.member == member else {
                throw ConsoleError(
                    "after RELOAD, SHOW DATABASES doesn't show \(name) at \(member); does its ini include \(file.path), and may its user read that?"
                )
            }
        }
        isFileRead = true
        guard pauses == self.pauses else { return }
        try await resume(shown, gently: isSameServer)
    }

    /// Takes that somebody else has told PgBouncer something: the file is read again with the next setting.
    func distrust() { isFileRead = false }

    /// Whether a name for writes is paused or leads elsewhere; the pooler is asked only where our own PAUSE does not tell.
    private func isHeldOrLedAway(from member: MemberID) async throws -> Bool {
        if lines.contains(where: \.isHeld) { return true }
        let shown = try await databases()
        return lines.contains { line in
            shown[line.database]?.member != member || shown[line.database]?.isPaused == true
        }
    }

    /// Ends every PAUSE, the ones that wait too, and lets clients in who were turned away; last, so that none of them logs
    /// in under the pause.
    /// - Parameters:
    ///   - shown: what SHOW DATABASES has just answered; nil asks.
    ///   - gently: whether who asks next waits for a login: where it leads to the server that it led to before.
    private func resume(_ shown: [String: ShownDatabase]? = nil, gently: Bool = false) async throws {
        releases += 1
        heldTotals = nil
        let release = Task.immediate { @Reactor in
            for line in self.lines { try await self.resume(line, shown?[line.database], gently: gently) }
        }
        self.release = release
        defer { self.release = nil }
        try await release.value
    }

    private func resume(_ line: PauseLine, _ shown: ShownDatabase?, gently: Bool) async throws {
        let database = try await shownPaused(line, shown)
        let pauses = pauses
        if database?.isPaused == true {
            let isDone =
                gently
                ? try await holdEnd.resume(
                    line.database, until: .now + Self.patience,
                    pools: { () async throws(PostgresError) in try await self.pools(of: line.database) },
                    isCutShort: { self.pauses != pauses })
                : false
            if !isDone { _ = try await ask("RESUME \(ConsoleText.quoted(line.database))") }
        }
        line.giveUp()
        try guardian.release(line.database)
        if database?.isDisabled == true {
            _ = try await ask("ENABLE \(ConsoleText.quoted(line.database))")
        }
    }

    /// What SHOW DATABASES says once a PAUSE that is on its way has arrived: before that it can't be ended, nor be waited for.
    /// - Parameter shown: what it has said; nil asks.
    private func shownPaused(_ line: PauseLine, _ shown: ShownDatabase? = nil) async throws -> ShownDatabase? {
        var database = if let shown { shown } else { try await databases()[line.database] }
        let limit = ContinuousClock.now + Self.patience
        while line.isWaiting, database?.isPaused != true, .now < limit {
            database = try await databases()[line.database]
        }
        return database
    }

    /// DISABLE refuses who logs in; KILL drops who is in, and leaves the name paused. Between the two somebody may have
    /// been logging in already: he waits under the pause and fails after one second, as with ``refuse()``.
    private func turnAway() async throws {
        totalsAtRoute = nil
        if waits == nil { try await waitBriefly() }
        for line in lines {
            try guardian.hold(line.database)
            _ = try await ask("DISABLE \(ConsoleText.quoted(line.database))")
            _ = try await ask("KILL \(ConsoleText.quoted(line.database))")
            line.giveUp()
        }
        waits?.begin(resumes: false)
    }

    private func refuse() async throws {
        if waits == nil { try await waitBriefly() }
        try await resume()
        // By its KILL, PgBouncer forgets what it has counted.
        if waits != nil { totalsAtRoute = nil }
        waits?.begin(resumes: true)
    }

    /// Who waits fails within a janitor's turn or two after one second; RELOAD sets the file's own value again. Only where
    /// all databases are ours.
    private func waitBriefly() async throws {
        isFileRead = false
        _ = try await ask(Self.brief)
        waitsBriefly = true
    }

    /// Nobody may reach the server that the route leads to: the name stays, and leads nowhere.
    private func unroute(reads: MemberID?) async throws {
        totalsAtRoute = nil
        try file.writeUnrouted(reads: reads)
        try await reload(within: .zero)
        let shown = try await databases()
        for line in lines where shown[line.database]?.member != nil {
            throw ConsoleError("after RELOAD, SHOW DATABASES still shows where \(line.database) led")
        }
        try await refuse()
    }

    private func sever() async throws {
        // Its last way is KILL, by which PgBouncer forgets what it has counted.
        totalsAtRoute = nil
        // Once this is done clients count as held.
        guard lines.allSatisfy({ $0.isWaiting || $0.isHeld }) else { throw ConsoleError("no PAUSE was sent yet") }
        for line in lines where line.isWaiting { _ = try await shownPaused(line) }
        try await Severance(
            databases: lines.filter(\.isWaiting).map(\.database), means: means, log: log, ask: ask,
            isDone: { [lines] in !lines.contains(where: \.isWaiting) },
            isAlone: { [house, ask] () throws(PostgresError) in try await house?.isOurs(ask) ?? true },
            // A guard that can't be told is gone or stuck, and its end ends this.
            undo: { [guardian] command in try? guardian.undo(command) }
        ).perform()
    }

    /// RELOAD, at a moment when it harms nobody: what it reads is not ours alone where PgBouncer isn't.
    /// - Parameter patience: how long logins of ours may keep it waiting.
    private func reload(within patience: Duration) async throws {
        if let house {
            let harm = try await house.settle(within: max(patience, Self.courtesy), ask)
            if let harm { log.warning("\(harm)") }
        }
        try await commands.reloadQuietly(within: patience, until: .now + Self.patience)
        waitsBriefly = false
    }

    private func ask(_ command: String) async throws(PostgresError) -> [ResultSet] {
        try await commands.execute(command, until: .now + Self.patience)
    }

    private func pools(of database: String) async throws(PostgresError) -> [ShownPool] {
        (try await ask("SHOW POOLS").first?.records ?? []).compactMap { ShownPool(row: $0) }
            .filter { $0.database == database }
    }

    private func databases() async throws(PostgresError) -> [String: ShownDatabase] {
        Self.databases(try await ask("SHOW DATABASES"))
    }

    /// A guard without its lock is better than none.
    private static func guardLock(in folder: String, _ log: Logger) async -> GuardLock? {
        do {
            return try await GuardLock.take(in: folder)
        } catch {
            log.warning(
                "\(error); if an earlier agent's guard is at work still, it may release clients whom this one holds")
            return nil
        }
    }

    /// - Returns: nil where it is new enough and calls itself by another name.
    private static func checkedVersion(
        _ console: PostgresConnection, until deadline: ContinuousClock.Instant
    ) async throws -> PgBouncerVersion? {
        let text = try await console.execute("SHOW VERSION", until: deadline).first?.value("version") ?? "no version"
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 2, (numbers[0], numbers[1]) >= (oldestVersion.major, oldestVersion.minor) else {
            throw ConsoleError(
                "it says that it is \(text); PgBouncer \(oldestVersion.major).\(oldestVersion.minor) or later is needed"
            )
        }
        return PgBouncerVersion(text)
    }

    /// The rows of SHOW DATABASES, by name.
    static func databases(_ shown: [ResultSet]) -> [String: ShownDatabase] {
        let rows = (shown.first?.records ?? []).compactMap { ShownDatabase(row: $0) }
        return Dictionary(rows.map { ($0.name, $0) }) { first, _ in first }
    }
}
