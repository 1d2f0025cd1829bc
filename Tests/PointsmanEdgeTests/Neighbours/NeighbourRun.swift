import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers

/// One real agent, with its PgBouncer, in front of a real primary, among neighbours that misbehave.
@Reactor
final class NeighbourRun {
    private let neighbourhood: Neighbourhood
    private let cluster: Cluster
    private let systemIdentifier: String
    private let place: Place
    private let cast: NeighbourCast
    private var report = NeighbourReport()

    /// For how long the neighbours misbehave.
    private static let span = Duration.seconds(3)
    /// What it tells systemd: beyond `drain_timeout` ten seconds.
    private static let endLimit = Duration.seconds(11)
    private static let most = (memory: 16 << 20, processor: 0.2, latency: Duration.milliseconds(100))
    /// Looks in a row that may be late: the machine is not the agent's alone.
    private static let mostLateLooks = 2

    private init(_ neighbourhood: Neighbourhood, before cluster: Cluster, of systemIdentifier: String, in place: Place)
        throws
    {
        self.neighbourhood = neighbourhood
        self.cluster = cluster
        self.systemIdentifier = systemIdentifier
        self.place = place
        cast = try NeighbourCast(neighbourhood, of: systemIdentifier, port: cluster.port)
    }

    /// Lets `neighbourhood` be, and says what came of it.
    static func perform(
        _ neighbourhood: Neighbourhood, before cluster: Cluster, of systemIdentifier: String
    ) async throws -> NeighbourReport {
        var report = NeighbourReport()
        try await withPlace { place in
            let run = try NeighbourRun(neighbourhood, before: cluster, of: systemIdentifier, in: place)
            do {
                try await run.run()
            } catch {
                run.cast.stop()
                throw error
            }
            run.cast.stop()
            report = run.report
        }
        return report
    }

    private func run() async throws {
        guard cast.hasConsole else {
            let port = try FreePort.pick()
            return try await run(poolerPort: port, keys: [("pooler_listen", "127.0.0.1:\(port)")])
        }
        let port = try FreePort.pick()
        guard mkdir(place.state, 0o755) == 0 else { throw SystemError(call: "mkdir", code: errno) }
        // Where it leads already, since an agent that never gets hold of the console can't set it.
        try place.write(
            "[databases]\napp = host=127.0.0.1 port=\(cluster.port) dbname=app user=app password=\(Cluster.password)\n",
            to: "state/databases.ini")
        try await withPooler(
            rendering: { [place] in Attached.files(port: port, including: "\(place.state)/databases.ini", in: $0) }
        ) { _ in
            let console = try self.cast.standBefore(port)
            let url = "postgres://boss:\(Attached.consolePassword)@127.0.0.1:\(console)/pgbouncer"
            try await self.run(
                poolerPort: port,
                keys: [
                    ("pooler", "attached"), ("pooler_console", url), ("pooler_listen", "127.0.0.1:\(port)"),
                ])
        }
    }

    private func run(poolerPort: UInt16, keys: [(key: String, value: String)]) async throws {
        if neighbourhood.fromTheStart { cast.turn() }
        let http = LoopbackAddress.randomHost()
        let agent = try Program(
            in: place,
            [
                ("database_url", "postgres://app:\(Cluster.password)@db.test:\(cluster.port)/app"),
                ("discovery", "name"), ("resolver", cast.resolver.server), ("fleet_name", NeighbourCast.fleet),
                ("http_listen", "\(http):\(cast.fleetPort)"), ("hold_timeout", "3s"), ("drain_timeout", "1s"),
            ] + cast.opinions + keys, environment: ["FLY_PRIVATE_IP": http])
        let writer = PooledWriter([
            ("hostaddr", "127.0.0.1"), ("port", "\(poolerPort)"), ("user", "app"), ("password", Cluster.password),
            ("dbname", "app"),
        ])
        let watch = LivenessWatch("\(place.runtime)/control.sock")
        await observe(agent, writer, watch)
        watch.stop()
        await writer.stop()
        await end(agent)
    }

    private func observe(_ agent: Program, _ writer: PooledWriter, _ watch: LivenessWatch) async {
        let figures = ProcessFigures(process: agent.process.processID)
        let began = ContinuousClock.now
        // The first answer, and the first write; a real one of those who are there from the start may cost a probe's time.
        while watch.looks(since: began).allSatisfy({ $0.took == nil }) || writer.commits.isEmpty {
            guard ContinuousClock.now < began + .seconds(15) else { break }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        if watch.looks(since: began).allSatisfy({ $0.took == nil }) {
            report.breaches.append(Breach(.answers, "none of its start within 15 s"))
        }
        if writer.commits.isEmpty {
            report.breaches.append(Breach(.service, "no write within 15 s of the start: \(writer.complaint)"))
        }
        if !neighbourhood.fromTheStart {
            // Whatever its start has to do is done then.
            await Reactor.sleep(until: .now + .milliseconds(1000))
            figures.forgetPeak()
        }
        let memory = neighbourhood.fromTheStart ? NeighbourRun.restingMemory : figures.memory.now
        report.memory = memory
        let turned = ContinuousClock.now
        let used = figures.processorTime
        if !neighbourhood.fromTheStart { cast.turn() }
        await holdAndRelease(until: turned + Self.span)
        judge(figures, writer, watch, since: turned, memory, used)
    }

    /// What a calm agent has; set by the first run, which has no neighbours that misbehave.
    static var restingMemory = 0

    /// Has the console's commands sent, where it is the console that misbehaves.
    private func holdAndRelease(until end: ContinuousClock.Instant) async {
        await Reactor.sleep(until: .now + .milliseconds(500))
        if cast.hasConsole {
            let client = HTTPClient(.control(path: "\(place.runtime)/control.sock"))
            _ = try? await client.post("/v1/hold", until: .now + .seconds(1))
            _ = try? await client.post("/v1/release", until: .now + .seconds(1))
            _ = try? await client.get("/metrics", until: .now + .seconds(1))
        }
        await Reactor.sleep(until: end)
    }

    private func judge(
        _ figures: ProcessFigures, _ writer: PooledWriter, _ watch: LivenessWatch,
        since turned: ContinuousClock.Instant, _ memory: Int, _ used: Duration
    ) {
        let span = ContinuousClock.now - turned
        report.memoryGrowth = max(0, figures.memory.peak - memory)
        report.processorShare = (figures.processorTime - used) / span
        let looks = watch.looks(since: turned)
        report.latencies = looks.map { $0.took ?? .seconds(1) }
        report.longestGap = writer.longestGap(since: turned)
        if NeighbourRun.restingMemory > 0 || !neighbourhood.fromTheStart, report.memoryGrowth > Self.most.memory {
            report.breaches.append(Breach(.memory, "resident memory rose by \(report.memoryGrowth >> 20) MB"))
        }
        if report.processorShare > Self.most.processor {
            report.breaches.append(Breach(.processor, "\(Int(report.processorShare * 100)) % of a core"))
        }
        let late = Self.longestRow(of: looks) { $0.took.map { $0 > Self.most.latency } ?? true }
        if late > Self.mostLateLooks {
            report.breaches.append(Breach(.answers, "\(late) looks at /livez in a row took more than 100 ms"))
        } else if looks.contains(where: { $0.took == nil }) {
            report.breaches.append(Breach(.answers, "/livez did not say 200 within a second"))
        }
        // A hold that the console's misdeed leaves ends by its deadline.
        let patience: Duration = cast.hasConsole ? .seconds(5) : .seconds(2)
        if report.longestGap > patience {
            report.breaches.append(
                Breach(.service, "no write for \(report.longestGap.wholeMilliseconds) ms: \(writer.complaint)"))
        }
    }

    private static func longestRow(of looks: [LivenessWatch.Look], where isMeant: (LivenessWatch.Look) -> Bool) -> Int {
        var (row, longest) = (0, 0)
        for look in looks {
            row = isMeant(look) ? row + 1 : 0
            longest = max(longest, row)
        }
        return longest
    }

    private func end(_ agent: Program) async {
        let began = ContinuousClock.now
        let children = agent.children
        agent.process.signal(SIGTERM)
        let code = await agent.process.ended(until: began + Self.endLimit)
        report.ending = .now - began
        if code != 0 {
            let words = code.map { "it ended with \($0)" } ?? "SIGTERM did not end it within \(Self.endLimit)"
            report.breaches.append(Breach(.end, words))
        }
        guard code == nil else { return }
        agent.process.signal(SIGKILL)
        _ = await agent.process.ended()
        children.forEach { kill($0, SIGKILL) }
    }
}
