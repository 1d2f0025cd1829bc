import LinuxReactor
import StatusServer
import TestServers
import Testing

@Suite("DNS after SIGHUP", .serialized)
struct ReloadedNamesTests {
    @Test("is asked at another server, and members are dialled at another port")
    func names() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let first = try await TestResolver(records: ["db.internal. 60 IN A 192.0.2.1"])
                let second = try await TestResolver(records: ["db.internal. 60 IN A 127.0.0.1"])
                let listen = try FreePort.pick()
                let keys = { (resolver: TestResolver, port: UInt16) -> [(key: String, value: String)] in
                    [
                        ("database_url", "postgres://app:\(Cluster.password)@db.internal/app"),
                        ("discovery", "name"), ("resolver", resolver.server), ("member_port", "\(port)"),
                        ("http_listen", ""), ("pooler_listen", "127.0.0.1:\(listen)"),
                    ]
                }
                try await withAgent(Program(in: place, keys(first, 9))) { agent in
                    await agent.readiness(503)
                    #expect(try await Self.shows(agent, "192.0.2.1:9"))
                    #expect(try await agent.reload(keys(second, 9)).contains("from now on: resolver"))
                    #expect(try await Self.shows(agent, "127.0.0.1:9"))
                    #expect(try await agent.reload(keys(second, cluster.port)).contains("from now on: member_port"))
                    await agent.readiness(200)
                }
                await first.remove()
                await second.remove()
            }
        }
    }

    @Reactor
    private static func shows(_ agent: Program, _ words: String) async throws -> Bool {
        try await becomesTrue { await agent.get("/v1/status")?.text.contains(words) == true }
    }
}
