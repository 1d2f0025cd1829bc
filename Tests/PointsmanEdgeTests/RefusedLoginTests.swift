import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Logins that the server refuses", .serialized)
struct RefusedLoginTests {
    private static let holdTimeout = Duration.seconds(4)

    @Test(
        "a refused login is retried ever more rarely, across agents too, and no client waits beyond hold_timeout",
        arguments: ["NOLOGIN", "PASSWORD 'another-secret'"])
    func refused(change: String) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                try await withAgent(Self.agent(in: place, cluster, port: port)) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    let clients = BusyClients(port: port)
                    await Reactor.sleep(until: .now + .milliseconds(500))
                    try await Self.run("ALTER ROLE app \(change)", cluster)
                    try await Self.run(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'", cluster)
                    let refused = ContinuousClock.now
                    await Reactor.sleep(until: refused + Self.holdTimeout * 2 + .seconds(4))
                    await clients.stop()
                    // PgBouncer's janitor takes a second and two of its turns.
                    #expect(clients.longest < Self.holdTimeout + .seconds(3), "waited for \(clients.longest)")
                    #expect(agent.log.contains("28P01") || agent.log.contains("28000"))

                    await agent.readiness(200, saying: "no word of the primary")
                    let before = Self.refusals(cluster)
                    await Reactor.sleep(until: .now + .seconds(5))
                    let count = Self.refusals(cluster) - before
                    #expect(count <= 2, "\(count) in five seconds without a client")
                    agent.process.signal(SIGKILL)
                }
                // One login for each start at most, however many they are.
                let before = Self.refusals(cluster)
                for _ in 0..<3 {
                    try await withAgent(Self.agent(in: place, cluster, port: port)) { agent in
                        await agent.readiness(503)
                        await Reactor.sleep(until: .now + .seconds(2))
                    }
                }
                let count = Self.refusals(cluster) - before
                #expect(count <= 3, "\(count) in three starts")

                try await withAgent(Self.agent(in: place, cluster, port: port)) { agent in
                    await agent.readiness(503)
                    try await Self.run("ALTER ROLE app LOGIN PASSWORD '\(Cluster.password)'", cluster)
                    agent.process.signal(SIGHUP)
                    let hoped = ContinuousClock.now
                    #expect(await agent.readiness(200) == "ready\n")
                    #expect(ContinuousClock.now - hoped < .seconds(10), "a reload has it tried at once")
                }
            }
        }
    }

    @Reactor
    private static func agent(in place: Place, _ cluster: Cluster, port: UInt16) throws -> Program {
        try Program(of: cluster, in: place, port: port, keys: ["hold_timeout": "4s", "drain_timeout": "2s"])
    }

    @Reactor
    private static func run(_ statement: String, _ cluster: Cluster) async throws {
        _ = try await cluster.server.connect().execute(statement, until: .now + .seconds(60))
    }

    /// How many logins the server has refused so far.
    @Reactor
    private static func refusals(_ cluster: Cluster) -> Int {
        contents(of: "\(cluster.server.folder)/log").split(separator: "\n").count {
            $0.contains("FATAL") && ($0.contains("not permitted to log in") || $0.contains("authentication failed"))
        }
    }
}

/// Eight clients that ask one thing after the other through a pooler, and connect again where they are refused.
@Reactor
private final class BusyClients {
    private(set) var longest = Duration.zero
    private var tasks: [Task<Void, Never>] = []
    private var isOver = false

    init(port: UInt16) {
        tasks = (0..<8).map { _ in
            Reactor.task {
                while !self.isOver { await self.ask(port) }
            }
        }
    }

    func stop() async {
        isOver = true
        for task in tasks { await task.value }
    }

    private func ask(_ port: UInt16) async {
        let limit = Duration.seconds(30)
        var asked = ContinuousClock.now
        do {
            let connection = try await PostgresConnection.connect(
                [
                    ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", "app"), ("password", Cluster.password),
                    ("dbname", "app"),
                ], until: asked + limit)
            longest = max(longest, .now - asked)
            while !isOver {
                asked = .now
                _ = try await connection.execute("SELECT 1", until: asked + limit)
                longest = max(longest, .now - asked)
                await Reactor.sleep(until: .now + .milliseconds(5))
            }
        } catch {
            longest = max(longest, .now - asked)
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
    }
}
