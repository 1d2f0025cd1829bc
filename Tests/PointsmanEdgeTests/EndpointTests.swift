import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

/// One name for whichever server is the primary, as managed clusters and virtual addresses have it.
@Suite("An endpoint with one address", .serialized)
@Reactor
struct EndpointTests {
    private static let host = "127.86.31.14"
    private static let name = "writer.db.internal"

    @Test("a held client is served if the name moves within the hold, though its old answer lives for an hour")
    func nameMoves() async throws {
        try await withEndpoint { stage in
            try await stage.failOver {
                _ = try await stage.other.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
                try await stage.resolver.set(Self.name, to: ["\(Self.name). 3600 IN A \(Self.host)"])
            }
        }
    }

    @Test("a held client is served if another server takes the endpoint's address over")
    func addressStays() async throws {
        try await withEndpoint { stage in
            try await stage.failOver {
                try await stage.other.move(to: "127.0.0.1")
                _ = try await stage.other.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
            }
        }
    }

    private struct Stage {
        let agent: Program
        let cluster: Cluster
        let other: TestServer
        let resolver: TestResolver
        let port: UInt16

        /// Kills the primary; a client that waits in the hold must be answered by the server that `move` makes the primary.
        @Reactor
        func failOver(_ move: @Reactor () async throws -> Void) async throws {
            let client = try await PostgresConnection.connect(
                [
                    ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", "app"),
                    ("password", Cluster.password), ("dbname", "app"), ("sslmode", "disable"),
                ], until: .now + .seconds(60))
            _ = try await client.execute("SELECT txid_current()", until: .now + .seconds(60))
            await cluster.server.crash()
            await agent.readiness(200, saying: "clients are held")
            let waiting = Reactor.task {
                try await client.execute(
                    "SELECT txid_current()", until: .now + .seconds(90))
            }
            try await move()
            let answer = try await waiting.value
            #expect(answer.last?.value("txid_current") != nil)
            await agent.readiness(200)
            #expect(await agent.get("/v1/status")?.text.contains("\"timeline\": 2") == true)
        }
    }

    private func withEndpoint(_ body: @Reactor (Stage) async throws -> Void) async throws {
        try await withCluster { cluster in
            try await withServer(copyOf: cluster.server, tcpPort: cluster.port, hosts: Self.host) { other in
                try await other.becomeStandby()
                try await other.admitLoopback()
                try await withResolver(["\(Self.name). 3600 IN A 127.0.0.1"]) { resolver in
                    try await withPlace { place in
                        let port = try FreePort.pick()
                        let program = try Program(
                            in: place,
                            [
                                ("database_url", "postgres://app:\(Cluster.password)@\(Self.name):\(cluster.port)/app"),
                                ("discovery", "name"), ("resolver", resolver.server), ("hold_timeout", "15s"),
                                ("pooler_listen", "127.0.0.1:\(port)"), ("http_listen", ""),
                            ])
                        try await withAgent(program) { agent in
                            await agent.readiness(200)
                            try await body(
                                Stage(agent: agent, cluster: cluster, other: other, resolver: resolver, port: port))
                        }
                    }
                }
            }
        }
    }
}
