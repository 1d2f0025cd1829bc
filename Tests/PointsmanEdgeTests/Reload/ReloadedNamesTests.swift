import LinuxReactor
import StatusServer
import TestServers
import Testing

@Suite("DNS after SIGHUP", .serialized)
struct ReloadedNamesTests {
    @Test("a reload changes the DNS server that is asked and the port at which members are dialled")
    func names() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let first = try await TestResolver(records: ["db.internal. 60 IN A 192.0.2.1"])
                let second = try await TestResolver(records: ["db.internal. 60 IN A 127.0.0.1"])
                let listen = try FreePort.pick()
                let agent = try Program(in: place, Self.keys(first, 9, listen))
                try await withAgent(agent) { agent in
                    try await Self.move(agent, Self.keys(first, 9, listen), until: "192.0.2.1:9")
                    try await Self.move(agent, Self.keys(second, 9, listen), until: "127.0.0.1:9")
                    try await Self.move(
                        agent, Self.keys(second, cluster.port, listen), until: "127.0.0.1:\(cluster.port)")
                    await agent.readiness(200)
                }
                await first.remove()
                await second.remove()
            }
        }
    }

    /// Gives the agent these keys, and waits until its status names `member`.
    @Reactor
    private static func move(
        _ agent: Program, _ keys: [(key: String, value: String)], until member: String
    ) async throws {
        await agent.readiness(503)
        let news = try await agent.reload(keys)
        #expect(news.contains("the configuration was read again"), "\(news)")
        let isNamed = await eventually { await agent.get("/v1/status")?.text.contains(member) == true }
        #expect(isNamed, "\(member): \(agent.log)")
    }

    @Reactor
    private static func keys(
        _ resolver: TestResolver, _ port: UInt16, _ listen: UInt16
    ) -> [(key: String, value: String)] {
        [
            ("database_url", "postgres://app:\(Cluster.password)@db.internal/app"), ("discovery", "name"),
            ("resolver", resolver.server), ("member_port", "\(port)"), ("http_listen", ""),
            ("pooler_listen", "127.0.0.1:\(listen)"),
        ]
    }
}
