import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

/// An app in region fra, whose primary is in iad first and in fra later, with a real unbound and a real nginx.
@Suite("An app in another region than its primary", .serialized)
@Reactor
struct RegionsTests {
    private static let host = "127.86.31.13"

    @Test("a proxy that asks /v1/replay sends writes to the app in the primary's region, before and after a failover")
    func proxy() async throws {
        try await withRegions { stage in
            let ports = try (FreePort.pick(), FreePort.pick(), FreePort.pick())
            try await withProxy(http: Self.http(ports, agent: stage.httpPort)) {
                #expect(await Self.answer(of: ports.0, is: "app in iad\n"))
                let here = await stage.agent.get("/v1/replay")
                #expect(here?.text == "region=iad\n" && here?["fly-replay"] == "region=iad")
                try await stage.failOver()
                #expect(await Self.answer(of: ports.0, is: "app in fra\n"))
                // That is where the proxy leads while no primary is confirmed, too.
                await stage.agent.readiness(200)
                let moved = await stage.agent.get("/v1/replay")
                #expect(moved?.text == "here\n" && moved?["fly-replay"] == nil)
                #expect(moved?["pointsman-primary-region"] == "fra")
                let environment = contents(of: "\(stage.agent.place.runtime)/primary.env")
                #expect(environment.contains("PRIMARY_REGION=fra\n"))
                #expect(await stage.agent.get("/primary")?.status == 200)
            }
        }
    }

    @Test("a read that waits for the LSN of a write sees that write on the replica")
    func readYourWrites() async throws {
        try await withRegions { stage in
            #expect(await eventually { await stage.agent.get("/replica?lag=1MB")?.status == 200 })
            let writes = try await stage.client("app")
            let reads = try await stage.client("app_ro")
            _ = try await writes.execute("CREATE TABLE note (n int)", until: .now + .seconds(60))
            for number in 1...20 {
                let answers = try await writes.execute(
                    "INSERT INTO note VALUES (\(number)); SELECT pg_current_wal_insert_lsn() AS lsn",
                    until: .now + .seconds(60))
                let lsn = try #require(answers.last?.value("lsn"))
                let isThere = try await eventually {
                    let question =
                        "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= '\(lsn)'::pg_lsn AS there"
                    return try await reads.execute(question, until: .now + .seconds(60)).last?.value("there") == "t"
                }
                #expect(isThere)
                let seen = try await reads.execute(
                    "SELECT max(n) AS n, bool_and(pg_is_in_recovery()) AS standby FROM note",
                    until: .now + .seconds(60))
                #expect(seen.last?.value("n") == "\(number)" && seen.last?.value("standby") == "t")
            }
        }
    }

    /// As Regions.md has it, with an app in each region that says where it is.
    private static func http(_ ports: (UInt16, UInt16, UInt16), agent: UInt16) -> String {
        """
        map $primary_region $app { iad 127.0.0.1:\(ports.1); default 127.0.0.1:\(ports.2); }
        server {
            listen 127.0.0.1:\(ports.0);
            location / {
                auth_request /where;
                auth_request_set $primary_region $upstream_http_pointsman_primary_region;
                proxy_pass http://$app;
            }
            location = /where {
                internal;
                proxy_pass http://127.0.0.1:\(agent)/v1/replay;
                proxy_pass_request_body off;
                proxy_set_header Content-Length "";
            }
        }
        server { listen 127.0.0.1:\(ports.1); location / { return 200 "app in iad\\n"; } }
        server { listen 127.0.0.1:\(ports.2); location / { return 200 "app in fra\\n"; } }
        """
    }

    private static func answer(of port: UInt16, is text: String) async -> Bool {
        await eventually {
            let answer = try? await HTTPClient(.tcp("127.0.0.1", port: port)).get("/", until: .now + .seconds(10))
            return answer?.text == text
        }
    }

    private struct Stage {
        let agent: Program
        let cluster: Cluster
        let standby: TestServer
        let httpPort: UInt16
        let poolerPort: UInt16

        /// Kills the primary in iad and promotes the standby in fra.
        @Reactor
        func failOver() async throws {
            cluster.server.process.signal(SIGKILL)
            _ = await cluster.server.process.ended(until: .now + .seconds(60))
            _ = try await standby.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
        }

        @Reactor
        func client(_ database: String) async throws -> PostgresConnection {
            try await PostgresConnection.connect(
                [
                    ("hostaddr", "127.0.0.1"), ("port", String(poolerPort)), ("user", "app"),
                    ("password", Cluster.password), ("dbname", database), ("sslmode", "disable"),
                ], until: .now + .seconds(60))
        }
    }

    private func withRegions(_ body: @Reactor (Stage) async throws -> Void) async throws {
        try await withCluster { cluster in
            try await withServer(copyOf: cluster.server, tcpPort: cluster.port, hosts: Self.host) { standby in
                try await standby.becomeStandby()
                try await standby.admitLoopback()
                try await standby.stream(from: cluster.server)
                _ = try await cluster.server.connect().execute(
                    "GRANT pg_monitor TO app", until: .now + .seconds(60))
                try await withResolver(TwoRegions.zone(second: Self.host)) { resolver in
                    try await withPlace { place in
                        let (http, pooler) = try (FreePort.pick(), FreePort.pick())
                        let program = try TwoRegions.agent(
                            in: place, cluster, resolver, port: pooler,
                            keys: ["region": "fra", "http_listen": "127.0.0.1:\(http)"])
                        try await withAgent(program) { agent in
                            await agent.readiness(200)
                            try await body(
                                Stage(
                                    agent: agent, cluster: cluster, standby: standby, httpPort: http,
                                    poolerPort: pooler))
                        }
                    }
                }
            }
        }
    }
}
