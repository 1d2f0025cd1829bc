import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers

/// All that a crash needs: a pair of servers, a PgBouncer that is attached, the proxy before its console, and agents.
@Reactor
final class CrashStack {
    let pair: ServerPair
    let pooler: TestPooler
    let place: Place
    let port: UInt16
    let counter = CrashCounter()
    private let proxy: ConsoleProxy
    private let watch: StateWatch

    /// The file system of the state folder, where it has one of its own.
    let disk: SmallDisk?
    /// The guards that are stopped.
    private var stopped: [Int32] = []

    init(_ pair: ServerPair, _ pooler: TestPooler, _ place: Place, port: UInt16, disk: SmallDisk? = nil) throws {
        self.disk = disk
        self.pair = pair
        self.pooler = pooler
        self.place = place
        self.port = port
        proxy = try ConsoleProxy(to: port, counter: counter)
        watch = try StateWatch(place.state, counter: counter)
    }

    /// A running agent, whose console leads through the proxy; everybody else goes straight to PgBouncer.
    func agent(holdTimeout: String = "20s", drainTimeout: String = "5s") throws -> Program {
        let console = "postgres://boss:\(Attached.consolePassword)@127.0.0.1:\(proxy.port)/pgbouncer?sslmode=disable"
        return try Program(
            in: place,
            [
                "database_url": "postgres://app:\(ServerPair.password)@127.0.0.1:\(pair.ports.first)/app",
                "discovery": "static", "members": "127.0.0.1:\(pair.ports.first), 127.0.0.1:\(pair.ports.second)",
                "pooler": "attached", "pooler_console": console, "pooler_listen": "127.0.0.1:\(port)",
                "http_listen": "", "hold_timeout": holdTimeout, "drain_timeout": drainTimeout,
                // A file that is open for writing keeps a small disk from being made read-only.
                "recorder": disk == nil ? "32MB" : "off",
            ])
    }

    /// The app's way through the pooler.
    var app: [(keyword: String, value: String)] {
        [
            ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", "app"), ("password", ServerPair.password),
            ("dbname", "app"), ("sslmode", "disable"),
        ]
    }

    /// As before the first agent: servers on timeline 1, no fence, a pooler that leads nowhere.
    func reset() async throws {
        pooler.process.signal(SIGKILL)
        _ = await pooler.process.ended()
        try await disk?.setReadOnly(false)
        for name in ["fence.json", "fence.json.new", "databases.ini.new"] { unlink("\(place.state)/\(name)") }
        try place.write("", to: "state/databases.ini")
        unlink("\(place.folder)/agent.log")
        try await pair.reset()
        try pooler.restart()
    }

    /// What the pooler's operator would do.
    func restartPooler() async throws {
        _ = await pooler.process.ended()
        try pooler.restart()
    }

    /// - Returns: whether the agent had a guard by then; nil where something was to be stopped and did not.
    func kill(_ victim: CrashVictim, _ agent: Program) -> Bool? {
        // Stopped first, it starts no guard behind our back.
        if victim == .stuck || victim == .bothStuck, !StoppedProcess.stop(agent.process.processID) { return nil }
        let guards = agent.children
        switch victim {
        case .agent: agent.process.signal(SIGKILL)
        case .pooler: pooler.process.signal(SIGKILL)
        case .stuck: break
        case .guardStuck, .bothStuck:
            stopped = guards
            guard guards.allSatisfy({ StoppedProcess.stop($0) }) else { return nil }
        }
        return !guards.isEmpty
    }

    /// Has what was stopped go on.
    /// - Parameter isGuardFirst: whether the guard does before its agent.
    func goOn(_ agent: Program, isGuardFirst: Bool) {
        if !isGuardFirst { agent.process.signal(SIGCONT) }
        stopped.forEach { Glibc.kill($0, SIGCONT) }
        stopped = []
        if isGuardFirst { agent.process.signal(SIGCONT) }
    }

    /// What the new primary holds, or the only one: how often each number is there.
    func ledger(at port: UInt16) async throws -> [Int: Int] {
        let connection = try await pair.connect(to: port, database: "app")
        let rows = try await connection.execute("SELECT n, count(*) FROM ledger GROUP BY n", until: .now + .seconds(60))
        return rows[0].rows.reduce(into: [:]) { counts, row in
            guard let number = row[0].flatMap({ Int($0) }) else { return }
            counts[number] = row[1].flatMap { Int($0) }
        }
    }

    func stop() {
        proxy.stop()
        watch.stop()
    }
}

/// Runs `body` with such a stack and removes it afterwards, whatever happens.
/// - Parameter onSmallDisk: whether the state folder is a file system of its own.
@Reactor
func withCrashStack(
    onSmallDisk: Bool = false, _ body: @Reactor (CrashStack) async throws -> Void
) async throws {
    let pair = try await ServerPair()
    var disk: SmallDisk?
    do {
        try await withPlace { place in
            let port = try FreePort.pick()
            guard mkdir(place.state, 0o755) == 0 else { throw SystemError(call: "mkdir", code: errno) }
            if onSmallDisk { disk = try await SmallDisk(over: place.state) }
            try place.write("", to: "state/databases.ini")
            let file = "\(place.state)/databases.ini"
            // Else a PAUSE waits until the writer disconnects.
            let files = { folder in
                Attached.files(port: port, including: file, in: folder)
                    .mapValues { $0.replacing("[pgbouncer]", with: "[pgbouncer]\npool_mode = transaction") }
            }
            do {
                try await withPooler(rendering: files) { pooler in
                    let stack = try CrashStack(pair, pooler, place, port: port, disk: disk)
                    defer { stack.stop() }
                    try await body(stack)
                }
            } catch {
                await disk?.unmount()
                throw error
            }
            await disk?.unmount()
        }
    } catch {
        await pair.remove()
        throw error
    }
    await pair.remove()
}
