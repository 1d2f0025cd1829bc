import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("The status of other instances", .serialized)
struct RemoteStatusTests {
    @Test("status --url asks another instance, and status --fleet has a line for each that DNS names")
    func remote() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let http = try FreePort.pick()
                let resolver = try await TestResolver(records: [
                    "shop.internal. 5 IN A 127.0.0.1", "shop.internal. 5 IN A 127.0.0.2",
                ])
                let agent = try Program(
                    of: cluster, in: place,
                    keys: [
                        "http_listen": "127.0.0.1:\(http)", "fleet_name": "shop", "resolver": resolver.server,
                    ])
                do {
                    try await withAgent(agent) { agent in
                        await agent.readiness(200)
                        let one = try await agent.command("status", "--url", "http://127.0.0.1:\(http)")
                        #expect(one.code == 0 && one.words.contains("127.0.0.1:\(cluster.port)"), "\(one)")
                        let all = try await agent.command("status", "--fleet")
                        // The second instance is not there.
                        #expect(all.code == 1)
                        let lines = all.words.split(separator: "\n").map(String.init)
                        #expect(lines.count == 3, "\(all.words)")
                        #expect(
                            lines.contains {
                                $0.hasPrefix("127.0.0.1:\(http) ") && $0.contains("127.0.0.1:\(cluster.port)")
                            })
                        #expect(lines.contains { $0.hasPrefix("127.0.0.2:\(http) ") && $0.contains("no answer: ") })
                        try await resolver.set("shop.internal.", to: ["shop.internal. 5 IN A 127.0.0.1"])
                        let present = try await agent.command("status", "--fleet")
                        #expect(present.code == 0, "\(present)")
                    }
                } catch {
                    await resolver.remove()
                    throw error
                }
                await resolver.remove()
            }
        }
    }

    @Test("status --url without an agent there ends with 69, and with no address at all with 64")
    func nobody() async throws {
        try await withPlace { place in
            let agent = try Program(in: place, [:])
            await agent.end()
            let silent = try await agent.command("status", "--url", "http://127.0.0.1:1")
            #expect(silent.code == 69 && silent.words.contains("no agent answers: 127.0.0.1:1"), "\(silent)")
            let wrong = try await agent.command("status", "--url", "postgres://a")
            #expect(wrong.code == 64 && wrong.words.contains("http://ADDRESS:PORT is expected"), "\(wrong)")
        }
    }
}
