import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("Metrics and checks of a real PgBouncer", .serialized)
struct WatchingTests {
    @Test("a scrape shows what PgBouncer's SHOW commands show, and promtool accepts it", arguments: TestPooler.releases)
    func values(pooler: String) async throws {
        try await withAttached(pooler: pooler) { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                try await Self.load(stack)
                let scrape = Scrape(await agent.get("/metrics")?.text ?? "")
                #expect(try await Promtool.check(metrics: scrape.text) == "")
                #expect(scrape["pgbouncer_up"] == 1)
                // The load stands still, so that both are asked about the same.
                let console = try await stack.connect(to: "pgbouncer", as: "boss", Attached.consolePassword)
                try await Self.compare(console, scrape)
            }
        }
    }

    @Test("a scrape with a stopped PgBouncer returns the agent's own metrics within seconds")
    func silent() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                #expect(Scrape(await agent.get("/metrics")?.text ?? "")["pgbouncer_up"] == 1)
                await Reactor.sleep(until: .now + .milliseconds(1_100))
                stack.pooler.process.signal(SIGSTOP)
                let began = ContinuousClock.now
                let scrape = Scrape(await agent.get("/metrics")?.text ?? "")
                // One second for the console, and room for a machine that is busy.
                #expect(ContinuousClock.now - began < .seconds(5))
                #expect(scrape["pgbouncer_up"] == 0)
                #expect(scrape["pointsman_fence_timeline"] == 1)
                #expect(!scrape.names.contains("pgbouncer_users"))
                let pools = try await agent.command("check", "pools")
                #expect(pools.words == "POINTSMAN POOLS UNKNOWN: PgBouncer's console does not answer\n")
                #expect(pools.code == 3)
                stack.pooler.process.signal(SIGCONT)
                await Reactor.sleep(until: .now + .milliseconds(1_100))
                #expect(Scrape(await agent.get("/metrics")?.text ?? "")["pgbouncer_up"] == 1)
                // And over a restart: the console connection of before is gone.
                stack.pooler.process.signal(SIGKILL)
                await agent.readiness(503, saying: "Connection refused")
                try stack.pooler.restart()
                await agent.readiness(200)
                await Reactor.sleep(until: .now + .milliseconds(1_100))
                #expect(Scrape(await agent.get("/metrics")?.text ?? "")["pgbouncer_up"] == 1)
            }
        }
    }

    @Test("forty scrapes at once cost PgBouncer at most three collections")
    func shared() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let scrapes = (0..<40).map { _ in
                    Reactor.task { Scrape(await agent.get("/metrics")?.text ?? "")["pointsman_console_seconds"] }
                }
                // How long a collection took, in microseconds, tells it from any other.
                var collections: Set<Double?> = []
                for scrape in scrapes { collections.insert(await scrape.value) }
                // A slow machine may take more than a second for 40 answers.
                #expect(!collections.contains(nil) && collections.count <= 3, "\(collections)")
            }
        }
    }

    @Test("a check applies its given ranges, shows them, and refuses a bad one with a sentence")
    func checks() async throws {
        try await withAttached { stack in
            // Its own round trips at rest would wait in the pool, too.
            try await withAgent(stack.agent(keys: ["canary_interval": "0"])) { agent in
                await agent.readiness(200)
                try await Self.load(stack)
                let waiting = try await agent.command(
                    "check", "pools", "--warning", "waiting=~:1", "--critical", "maxwait=60", "-w", "maxwait=~:")
                #expect(waiting.code == 1)
                #expect(
                    waiting.words.hasPrefix(
                        "POINTSMAN POOLS WARNING: 2 clients wait in 1 pool; waiting is 2, warning range ~:1 "
                            + "| 'waiting'=2;~:1;;0 'maxwait'="), "\(waiting.words)")
                #expect(waiting.words.contains("s;~:;60;0 'used'=100%;;;0"), "\(waiting.words)")
                let used = try await agent.command("check", "pools", "-w", "60", "-c", "60", "--critical=used=@100")
                #expect(used.code == 2, "\(used.words)")

                let wrong = try await agent.command("check", "pools", "--warning", "20:10")
                #expect(wrong.words == "POINTSMAN POOLS UNKNOWN: 20:10 is no range: it ends before it begins\n")
                #expect(wrong.code == 3)
                let figure = try await agent.command("check", "pools", "--critical", "wait=1")
                #expect(
                    figure.words
                        == "POINTSMAN POOLS UNKNOWN: wait is no figure of this check: it has waiting, maxwait, used\n")
                #expect(figure.code == 3)
                let lag = try await agent.command("check", "lag", "-w", "10")
                #expect(lag.words == "POINTSMAN LAG UNKNOWN: no standby answers\n")
                #expect(lag.code == 3)
                let live = try await agent.command("check", "live")
                #expect(live.code == 0)
                #expect(try await agent.command("check", "primary", "--critical", "timeline=2:").code == 2)
            }
        }
    }

    /// Two clients at work, which is all that the pool takes, and two that wait for them, for longer than a test takes.
    @Reactor
    private static func load(_ stack: Attached) async throws {
        let console = try await stack.connect(to: "pgbouncer", as: "boss", Attached.consolePassword)
        for setting in ["default_pool_size=2", "pool_mode=transaction"] {
            _ = try await console.execute("SET \(setting)", until: .now + .seconds(30))
        }
        for _ in 0..<4 {
            let client = try await stack.connect(to: "app", as: "app", Cluster.password)
            Reactor.task {
                _ = try? await client.execute("BEGIN; SELECT pg_sleep(60); COMMIT", until: .now + .seconds(60))
            }
        }
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            let shown = try await console.execute("SHOW POOLS", until: .now + .seconds(30))[0]
            let row = shown.rows.indices.first { shown.value("database", row: $0) == "app" }
            if let row, shown.value("cl_waiting", row: row) == "2", shown.value("sv_active", row: row) == "2" { break }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
    }

    /// Each number that the console shows now, against the metric of the exporter's name.
    @Reactor
    private static func compare(_ console: PostgresConnection, _ scrape: Scrape) async throws {
        let pools = try await console.execute("SHOW POOLS", until: .now + .seconds(30))[0]
        for row in pools.rows.indices where pools.value("database", row: row) == "app" {
            for (column, name) in [
                ("cl_active", "client_active_connections"), ("cl_waiting", "client_waiting_connections"),
                ("sv_active", "server_active_connections"), ("sv_idle", "server_idle_connections"),
                ("sv_login", "server_login_connections"), ("cl_active_cancel_req", "client_active_cancel_connections"),
            ] {
                #expect(
                    scrape["pgbouncer_pools_\(name){database=\"app\",user=\"app\"}"]
                        == pools.value(column, row: row).flatMap { Double($0) }, "\(column)")
            }
        }
        let databases = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))[0]
        let row = try #require(databases.rows.indices.first { databases.value("name", row: $0) == "app" })
        let labels = ["name", "host", "port", "database", "force_user", "pool_mode"].map {
            "\($0)=\"\(databases.value($0, row: row) ?? "")\""
        }.joined(separator: ",")
        for name in ["pool_size", "max_connections", "current_connections", "paused", "disabled"] {
            #expect(
                scrape["pgbouncer_databases_\(name){\(labels)}"]
                    == databases.value(name, row: row).flatMap { Double($0) }, "\(name) {\(labels)}")
        }
        let lists = try await console.execute("SHOW LISTS", until: .now + .seconds(30))[0]
        for (list, name) in [("databases", "databases"), ("users", "users"), ("used_servers", "used_servers")] {
            let row = lists.rows.indices.first { lists.value("list", row: $0) == list }
            #expect(
                scrape["pgbouncer_\(name)"] == row.flatMap { lists.value("items", row: $0) }.flatMap { Double($0) })
        }
        let stats = try await console.execute("SHOW STATS", until: .now + .seconds(30))[0]
        let app = try #require(stats.rows.indices.first { stats.value("database", row: $0) == "app" })
        #expect(
            scrape["pgbouncer_stats_totals_received_bytes_total{database=\"app\"}"]
                == stats.value("total_received", row: app).flatMap { Double($0) })
        let group = #"{database="app",user="app",application_name="",state="waiting"}"#
        #expect(scrape["pgbouncer_client_connections\(group)"] == 2)
        let version = try await console.execute("SHOW VERSION", until: .now + .seconds(30))[0].value("version") ?? ""
        #expect(scrape["pgbouncer_version_info{version=\"\(version)\"}"] == 1)
    }
}
