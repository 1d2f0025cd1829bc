import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A PgBouncer without room for the canary", .serialized)
struct FullPoolerTests {
    private static let keys = ["canary_interval": "500ms"]

    /// Adds lines to the section `[pgbouncer]` of its ini file, and has it read.
    @Reactor
    private static func configure(_ stack: Attached, _ lines: String) async throws {
        let ini = contents(of: "\(stack.pooler.folder)/pgbouncer.ini")
        try stack.pooler.write(ini.replacing("[pgbouncer]", with: "[pgbouncer]\n\(lines)"), to: "pgbouncer.ini")
        try await stack.tell("RELOAD")
    }

    /// Clients of the app's until PgBouncer takes no more.
    @Reactor
    private static func crowd(_ stack: Attached) async throws -> [PostgresConnection] {
        var clients: [PostgresConnection] = []
        while clients.count < 100 {
            do {
                clients.append(try await stack.connect(to: "app", as: "app", Cluster.password))
            } catch let error as PostgresError {
                #expect(error.message.contains("max_client_conn"), "\(error)")
                return clients
            }
        }
        return clients
    }

    @Test("an agent stays ready, degraded, after a hold with max_client_conn used up")
    func clients() async throws {
        try await withAttached { stack in
            try await Self.configure(stack, "max_client_conn = 20")
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200)
                let start = agent.log
                let clients = try await Self.crowd(stack)
                #expect(!clients.isEmpty)
                for isAsking in [false, true] {
                    #expect(try await agent.command("hold").code == 0)
                    #expect(try await agent.command("release").code == 0)
                    let limit = ContinuousClock.now + .seconds(4)
                    while ContinuousClock.now < limit {
                        if isAsking { _ = try await clients[0].execute("SELECT 1", until: .now + .seconds(60)) }
                        #expect(await agent.get("/readyz")?.status == 200)
                        await Reactor.sleep(until: .now + .milliseconds(100))
                    }
                    await agent.readiness(200, saying: "of 20 client connections are in use (max_client_conn)")
                    let status = try await agent.command("status", "--json")
                    #expect(
                        status.words.contains("\"full\": \"clients\"") || status.words.contains("\"full\":\"clients\""))
                    #expect(status.words.contains("\"confirmed\": true") || status.words.contains("\"confirmed\":true"))
                }
                #expect(!agent.log.dropFirst(start.count).contains("; not ready: "), "\(agent.log)")
                let console = try await stack.connect(to: "pgbouncer", as: "boss", Attached.consolePassword)
                let config = try await console.execute("SHOW CONFIG", until: .now + .seconds(60))[0].records
                #expect(config.first { $0("key") == "max_client_conn" }?("value") == "20")
            }
        }
    }

    @Test("an agent starts ready, degraded, beside a transaction that holds the whole pool")
    func pool() async throws {
        try await withAttached { stack in
            try await Self.configure(stack, "pool_mode = transaction\ndefault_pool_size = 1")
            try await withAgent(stack.agent(keys: Self.keys)) { agent in await agent.readiness(200) }
            let client = try await stack.connect(to: "app", as: "app", Cluster.password)
            _ = try await client.execute("BEGIN", until: .now + .seconds(60))
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(200, saying: "degraded: the pool of app is full: 1 of 1 server connections")
                _ = try await client.execute("COMMIT", until: .now + .seconds(60))
                await agent.readiness(200)
            }
        }
    }

    @Test("an agent starts not ready if a full PgBouncer leads past the fence")
    func elsewhere() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(keys: Self.keys)) { agent in await agent.readiness(200) }
            let file = "\(stack.place.state)/databases.ini"
            let ours = contents(of: file)
            // Without the fence, and one connection that has never passed it.
            let unfenced = "app = host=127.0.0.1 port=\(stack.cluster.port) dbname=app pool_size=1"
            try stack.place.write("[databases]\n\(unfenced)\n", to: "state/databases.ini")
            try await stack.tell("RELOAD")
            let client = try await stack.connect(to: "app", as: "app", Cluster.password)
            _ = try await client.execute("BEGIN", until: .now + .seconds(60))
            #expect(ours.contains("connect_query"))
            // A pool that has yet to learn what the server greets with opens one more than pool_size.
            try await Self.configure(stack, "pool_mode = transaction\nmax_db_connections = 1\nmax_client_conn = 20")
            try await withAgent(stack.agent(keys: Self.keys)) { agent in
                await agent.readiness(503, saying: "the route is not confirmed")
                await Reactor.sleep(until: .now + .seconds(4))
                #expect(await agent.get("/readyz")?.status == 503)
                _ = try await client.execute("COMMIT", until: .now + .seconds(60))
                await agent.readiness(200)
            }
        }
    }
}
