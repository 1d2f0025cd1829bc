import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Slow logins at the server", .serialized)
struct SlowLoginTests {
    /// The clients wait in PgBouncer all the time, so that it is logging in when the hold begins: PAUSE ends that login.
    @Test("a hold that ends where it began turns no client away although each login of the server takes a second")
    func holds() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                let agent = try Program(
                    of: cluster, in: place, port: port, keys: ["probe_timeout": "3s", "suspect_after": "6s"],
                    pgbouncer: ["default_pool_size": "40"])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    let admin = try await cluster.server.connect()
                    for statement in ["ALTER SYSTEM SET post_auth_delay = 1", "SELECT pg_reload_conf()"] {
                        _ = try await admin.execute(statement, until: .now + .seconds(60))
                    }
                    let clients = Callers(port)
                    clients.begin(20)
                    for _ in 0..<4 {
                        // Two connections serve, and more are wanted.
                        let served = clients.served
                        #expect(await eventually { clients.served > served + 40 })
                        let held = try await agent.command("hold", "--for", "250ms")
                        #expect(held.code == 0, "\(held.words)")
                        await agent.readiness(200)
                    }
                    let served = clients.served
                    #expect(await eventually { clients.served > served + 40 })
                    await clients.end()
                    #expect(clients.refusals.isEmpty, "\(clients.refusals)")
                }
            }
        }
    }
}

/// Clients that connect anew for each statement, as `pgbench -C` does, and note with what words they were refused.
@Reactor
private final class Callers {
    private(set) var served = 0
    private(set) var refusals: [String] = []
    private let port: UInt16
    private var isOver = false
    private var tasks: [Task<Void, Never>] = []

    init(_ port: UInt16) { self.port = port }

    func begin(_ count: Int) {
        for _ in 0..<count {
            tasks.append(
                Reactor.task {
                    while !self.isOver {
                        do {
                            try await self.call()
                            self.served += 1
                        } catch {
                            self.refusals.append("\(error)")
                        }
                    }
                })
        }
    }

    private func call() async throws {
        let limit = ContinuousClock.now + .seconds(60)
        let connection = try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", "app"), ("password", Cluster.password),
                ("dbname", "app"), ("sslmode", "disable"),
            ], until: limit)
        _ = try await connection.execute("SELECT pg_sleep(0.1)", until: limit)
    }

    func end() async {
        isOver = true
        for task in tasks { await task.value }
    }
}
