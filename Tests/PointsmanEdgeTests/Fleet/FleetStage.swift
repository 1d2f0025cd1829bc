import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers

/// Several agents, each with a PgBouncer of its own, on one primary and a member that is promoted when a test says so; and
/// clients that write through every one.
@Reactor
final class FleetStage {
    nonisolated static let secret = "a secret that the fleet shares"
    let primary: Cluster
    let other: TestServer
    let otherPort: UInt16
    private(set) var agents: [Program] = []
    private(set) var ports: [UInt16] = []
    private var writers: [Task<Void, Never>] = []
    private var isWriting = false
    private(set) var writes = 0
    private(set) var failures: [String] = []
    /// What each writer runs again and again.
    var statement = "BEGIN; SELECT txid_current(); COMMIT"
    /// Whether clients for reads work beside the writers.
    var reads = true

    init(primary: Cluster, other: TestServer, otherPort: UInt16) {
        self.primary = primary
        self.other = other
        self.otherPort = otherPort
    }

    /// Runs `body` with `count` agents that are ready.
    /// - Parameter keys: keys of `[pointsman]` besides; a value of nil leaves one out.
    static func with(
        _ count: Int, _ keys: [String: String?] = [:], _ body: @Reactor (FleetStage) async throws -> Void
    ) async throws {
        try await withCluster { primary in
            let app = try await primary.server.connect()
            _ = try await app.execute(
                "ALTER ROLE app IN DATABASE app SET search_path = public; GRANT pg_monitor TO app",
                until: .now + .seconds(60))
            let otherPort = try FreePort.pick()
            try await withServer(copyOf: primary.server, tcpPort: otherPort) { other in
                try await other.becomeStandby()
                _ = try await other.connect()
                let stage = FleetStage(primary: primary, other: other, otherPort: otherPort)
                try await stage.start(count, keys: keys, body)
            }
        }
    }

    func start(
        _ count: Int, keys: [String: String?], _ body: @Reactor (FleetStage) async throws -> Void
    ) async throws {
        guard agents.count < count else {
            for agent in agents { await agent.readiness(200) }
            try await body(self)
            await stopWriting()
            return
        }
        try await withOneMore(keys) { try await start(count, keys: keys, body) }
    }

    /// Runs `body` beside one more agent, which starts now.
    func withOneMore(_ keys: [String: String?] = [:], _ body: @Reactor () async throws -> Void) async throws {
        try await withPlace { place in
            try place.write("\(Self.secret)\n", to: "secret")
            chmod("\(place.folder)/secret", 0o600)
            let port = try FreePort.pick()
            let standard: [String: String?] = [
                "database_url": primary.url,
                "members": "127.0.0.1:\(primary.port), 127.0.0.1:\(otherPort)",
                "pooler_listen": "127.0.0.1:\(port)", "http_listen": "", "drain_timeout": "3s", "hold_timeout": "40s",
                "probe_timeout": "2s", "suspect_after": "4s", "fleet_secret_file": "\(place.folder)/secret",
            ]
            let all = standard.merging(keys) { $1 }.compactMap { key, value in value.map { (key: key, value: $0) } }
            try await withAgent(Program(in: place, all.sorted { $0.key < $1.key })) { agent in
                agents.append(agent)
                ports.append(port)
                try await body()
            }
        }
    }

    /// Begins to write through every agent's PgBouncer, two clients each, and to read, one each.
    func write() {
        isWriting = true
        for port in ports {
            writers += (0..<2).map { _ in Reactor.task { await self.write(through: port) } }
            if reads { writers.append(Reactor.task { await self.read(through: port) }) }
        }
    }

    func stopWriting() async {
        isWriting = false
        for writer in writers { await writer.value }
        writers = []
    }

    /// Suspends until so many more writes are done.
    func writes(more: Int) async -> Bool {
        let (before, limit) = (writes, ContinuousClock.now + .seconds(60))
        while .now < limit, writes < before + more { await Reactor.sleep(until: .now + .milliseconds(10)) }
        return writes >= before + more
    }

    private func write(through port: UInt16) async {
        while isWriting {
            do {
                let client = try await client(port)
                while isWriting {
                    _ = try await client.execute(statement, until: .now + .seconds(60))
                    writes += 1
                    await Reactor.sleep(until: .now + .milliseconds(2))
                }
            } catch {
                failures.append("\(error)")
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
    }

    /// Reads in transactions that take a while: no standby is fit, so they run on the primary.
    private func read(through port: UInt16) async {
        while isWriting {
            do {
                let client = try await client(port, "app_ro")
                while isWriting {
                    _ = try await client.execute("BEGIN; SELECT pg_sleep(0.1); COMMIT", until: .now + .seconds(60))
                }
            } catch {
                failures.append("a read: \(error)")
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
    }

    /// A session of the app's role, at a member or through a PgBouncer.
    func client(_ port: UInt16, _ database: String = "app") async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", "app"), ("password", Cluster.password),
                ("dbname", database), ("sslmode", "disable"),
            ], until: .now + .seconds(60))
    }

    /// Stops the primary as `pg_ctl stop -m fast` does, or by another signal, and promotes the other member.
    func switchOver(by signal: Int32 = SIGINT) async throws {
        primary.server.process.signal(signal)
        _ = await primary.server.process.ended(until: .now + .seconds(60))
        _ = try await other.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
    }

    /// Suspends until the status of an agent holds `words`.
    func status(_ index: Int, has words: String) async -> Bool {
        let limit = ContinuousClock.now + .seconds(30)
        while .now < limit {
            if await agents[index].get("/v1/status")?.text.contains(words) == true { return true }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return false
    }

    /// Suspends until no agent but `index` holds its clients.
    func letsGo(besides index: Int? = nil) async -> Bool {
        for other in agents.indices where other != index {
            guard await status(other, has: "\"hold\": null") else { return false }
        }
        return true
    }
}
