import LinuxReactor
import TestServers
import Testing

@Suite("Second opinions of a real Patroni", .serialized)
struct PatroniTests {
    @Test("an auto-detected Patroni's failover is followed, and a promotion behind its back is not")
    func failover() async throws {
        try await withPatroni { pair in
            try await withPlace { place in
                let program = try Program(
                    in: place,
                    [
                        "database_url": "postgres://app:\(PatroniPair.password)@\(pair.hosts[0]):\(pair.port)/app",
                        "discovery": "static", "members": pair.members,
                        "pooler_listen": "127.0.0.1:\(try FreePort.pick())", "http_listen": "",
                    ])
                try await withAgent(program) { agent in
                    await agent.readiness(200)
                    let (first, second) = ("\(pair.hosts[0]):\(pair.port)", "\(pair.hosts[1]):\(pair.port)")
                    #expect(await agent.status().contains("\"primary\": \"\(first)\""))

                    try pair.killServer(0)
                    #expect(await agent.says("\"primary\": \"\(second)\"", "\"rule\": \"route\""), "\(agent.log)")
                    await agent.readiness(200)
                    #expect(
                        agent.log.contains(
                            "rule refused: \(second); patroni:\(PatroniPairREST.port) has not answered yet"))

                    // The old primary is rewound and follows; then somebody promotes it by hand.
                    try await pair.answers("/replica", at: 0)
                    try await pair.pause()
                    try await pair.promote(0)
                    try await pair.answers("/primary", at: 0, with: 503)
                    let refusal = "Patroni at \(pair.hosts[0]):\(PatroniPairREST.port) says that it is not the primary"
                    #expect(await agent.says("\"rule\": \"refused\"", first, refusal), "\(agent.log)")
                    #expect(await agent.status().contains("\"primary\": \"\(second)\""))
                    #expect(await agent.readiness(200) == "ready\n")
                }
            }
        }
    }
}
