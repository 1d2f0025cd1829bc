import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Leads the databases of one PgBouncer: writes their file, has PgBouncer read it by RELOAD, and looks in SHOW DATABASES whether
/// it has.
@Reactor
final class RouteSetter {
    private let file: DatabasesFile
    private let commands: ConsoleConnection
    private let console: Console
    /// An attached PgBouncer, which may serve other owners; nil if PgBouncer is managed.
    private let house: PoolerHouse?
    private let briefWait: BriefWait
    private let log: Logger
    /// The text of the file as PgBouncer has read it, unless something else has changed it since: other processes may
    /// write and read the same file.
    private var fileRead: String?
    /// Where this PgBouncer was led to last; the file may be ahead of it.
    private(set) var led: MemberID?

    private static let patience = PoolerSession.patience
    /// How long a move waits to spare the databases of other owners.
    private static let courtesy = Duration.milliseconds(250)

    /// - Parameters:
    ///   - commands: the connection of `console`.
    ///   - led: the member that it leads to; nil if there is none.
    init(
        _ file: DatabasesFile, commands: ConsoleConnection, console: Console, guardian: GuardHandle,
        house: PoolerHouse?, led: MemberID?, log: Logger
    ) {
        self.file = file
        self.commands = commands
        self.console = console
        self.house = house
        briefWait = BriefWait(console, guardian: guardian)
        self.led = led
        self.log = log
    }

    /// Notes that another process has changed PgBouncer: the file is read again with the next setting.
    func distrust() { fileRead = nil }

    /// Whether PgBouncer was seen to have read the file.
    var hasReadFile: Bool { fileRead != nil }

    /// Whether clients that wait fail soon.
    var waitsBriefly: Bool { briefWait.isSet }

    /// Leads all databases as `setting` says.
    /// - Parameter isMove: whether one of those for writes is held or leads elsewhere.
    /// - Returns: the databases as PgBouncer shows them then.
    func set(_ setting: PoolerSetting, isMove: Bool) async throws -> [String: DatabaseRow] {
        let wanted = setting.writes.member
        let wasBrief = briefWait.isSet
        await file.hosts?.settle([wanted, setting.reads])
        let (text, isNew) = try file.write(setting)
        if isNew || fileRead != text {
            distrust()
            // A move can't wait for logins: they go to the server that it leaves.
            try await reload(within: isMove ? .zero : .milliseconds(500))
        }
        let shown = try await console.databases(file)
        let others = file.others(in: shown.keys, besides: await foreignNames(shown)).map { ($0, wanted) }
        for (name, member) in file.targets(of: setting) + others {
            guard shown[name]?.member == member else {
                if wasBrief { try await waitBriefly() }
                throw ConsoleError(
                    "after RELOAD, SHOW DATABASES doesn't show \(name) at \(member); does its ini include \(file.path), and may its user read that?"
                )
            }
        }
        fileRead = text
        led = wanted
        return shown
    }

    /// Leads writes nowhere, so that no client reaches the server of the route: the database's name stays.
    func unroute(reads: MemberID?) async throws {
        distrust()
        led = nil
        try file.writeUnrouted(reads: reads)
        let wasBrief = briefWait.isSet
        try await reload(within: .zero)
        let shown = try await console.databases()
        for name in file.writeNames where shown[name]?.leadsSomewhere == true {
            if wasBrief { try await waitBriefly() }
            throw ConsoleError("after RELOAD, SHOW DATABASES still shows where \(name) led")
        }
    }

    /// Makes clients that wait fail soon. Only RELOAD ends that, so the next setting has the file read again.
    func waitBriefly() async throws(PostgresError) {
        distrust()
        try await briefWait.set()
    }

    /// Other owners' databases: all that are shown if they can't be told from those that our line `*` has opened.
    private func foreignNames(_ shown: [String: DatabaseRow]) async -> Set<String> {
        guard file.leadsOthers else { return [] }
        return await OtherDatabases.foreignNames(house) ?? Set(shown.keys)
    }

    /// RELOAD, at a moment when it harms no client: what it reads is not ours alone where PgBouncer isn't. It has its ini file's own
    /// keys in force also where it can't read ours, which stands at the end.
    /// - Parameter patience: how long logins of ours may keep it waiting.
    private func reload(within patience: Duration) async throws {
        if let house {
            let harm = try await house.settle(within: max(patience, Self.courtesy), console)
            if let harm { log.warning("\(harm)") }
        }
        try await commands.reloadQuietly(within: patience, until: .now + Self.patience)
        briefWait.wasReset()
    }
}
