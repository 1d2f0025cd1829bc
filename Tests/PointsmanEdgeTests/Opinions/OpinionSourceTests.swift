import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import Synchronization
import TestServers
import Testing

/// Fly's flycheck is not to be had here: a real HTTP server of the test's answers as its source does. The agents, the
/// servers, PgBouncer and DNS are real.
@Suite("Second opinions of flycheck and of other agents", .serialized)
struct OpinionSourceTests {
    @Test("a promoted member that flycheck calls a zombie is not routed to until flycheck calls it primary")
    func fly() async throws {
        let role = Mutex("primary")
        let flycheck = StatusServer(routes: [
            .get("/flycheck/role") { _ in HTTPResponse(role.withLock { $0 }) }
        ])
        guard case .tcp(_, let port) = try await flycheck.start(on: [.tcp("127.0.0.1", port: 0)])[0] else {
            Issue.record("no port")
            return
        }
        try await withPairAndPlace { pair, place in
            let program = try Program(
                in: place,
                Self.keys(
                    pair.ports.first, [pair.ports.first, pair.ports.second], ["second_opinions": "fly:\(port)"]))
            try await withAgent(program) { agent in
                await agent.readiness(200)
                role.withLock { $0 = "zombie" }
                await pair.killFirst()
                try await pair.promoteSecond()
                let second = "127.0.0.1:\(pair.ports.second)"
                let words =
                    "\(second) is writable and not routed to: flycheck at 127.0.0.1:\(port) says that it is a zombie"
                await agent.readiness(200, saying: "degraded: \(words)")
                #expect(await agent.status().contains("\"rule\": \"refused\""))
                role.withLock { $0 = "primary" }
                await agent.readiness(200)
                #expect(await agent.status().contains("\"primary\": \"\(second)\""))
            }
        }
        await flycheck.stop()
    }

    @Test("another agent's opinion keeps a new agent from the old primary while that other agent runs")
    func fleet() async throws {
        let host = LoopbackAddress.randomHost().split(separator: ".").dropLast().joined(separator: ".")
        let port = try FreePort.pick()
        let names = ["a", "b"].enumerated().map { "shop.internal. 5 IN A \(host).\($0.offset + 1)" }
        try await withResolver(names) { resolver in
            let asked: KeyValuePairs = [
                "second_opinions": "fleet:\(port)", "fleet_name": "shop", "resolver": resolver.server,
            ]
            try await withPairAndPlace { pair, place in
                let ports = pair.ports
                let one = try Program(
                    in: place, Self.keys(ports.first, [ports.first, ports.second], asked, listen: "\(host).1:\(port)"))
                try await withAgent(one) { one in
                    await one.readiness(200)
                    await pair.killFirst()
                    try await pair.promoteSecond()
                    await one.readiness(200)
                    #expect(await one.status().contains("\"primary\": \"127.0.0.1:\(ports.second)\""))
                    // The old primary is back, and a new instance knows of nobody else.
                    try pair.restartFirst()
                    try await withPlace { place in
                        let other = try Program(
                            in: place, Self.keys(ports.first, [ports.first], asked, listen: "\(host).2:\(port)"))
                        try await withAgent(other) { other in
                            let words = "the agent at \(host).1:\(port) has seen timeline 2"
                            await other.readiness(503, saying: words)
                            #expect(await other.status().contains("\"rule\": \"refused\""))
                            await one.end()
                            await other.readiness(200)
                        }
                    }
                }
            }
        }
    }

    private static func keys(
        _ first: UInt16, _ members: [UInt16], _ more: KeyValuePairs<String, String>, listen: String = ""
    ) throws -> [(key: String, value: String)] {
        [
            ("database_url", "postgres://app:\(ServerPair.password)@127.0.0.1:\(first)/app"),
            ("discovery", "static"), ("members", members.map { "127.0.0.1:\($0)" }.joined(separator: ", ")),
            ("pooler_listen", "127.0.0.1:\(try FreePort.pick())"), ("http_listen", listen),
        ] + more.map { ($0.key, $0.value) }
    }
}
