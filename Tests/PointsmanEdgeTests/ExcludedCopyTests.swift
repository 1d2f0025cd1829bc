import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// A promoted copy of the primary, as a restore test makes one, which the operator excludes by its machine.
@Suite("A copy that is excluded by its machine name", .serialized)
@Reactor
struct ExcludedCopyTests {
    private static let host = "127.86.31.12"

    @Test(
        "an excluded copy gets no session while DNS does not tell names, also from an agent that starts then",
        arguments: TestResolver.Failure.allCases)
    func staysOut(failure: TestResolver.Failure) async throws {
        try await withCluster { cluster in
            try await withServer(copyOf: cluster.server, tcpPort: cluster.port, hosts: Self.host) { copy in
                try await Self.promote(copy)
                try await withResolver(TwoRegions.zone(second: Self.host)) { resolver in
                    try await withPlace { place in
                        try await withAgent(Self.program(in: place, cluster, resolver)) { agent in
                            await agent.readiness(200)
                            try await resolver.fail("vms.db.internal", failure)
                            #expect(await agent.says("exclude has names"))
                            try await resolver.fail("vms.db.internal", nil)
                            _ = await eventually { await !agent.status().contains("exclude has names") }
                            await Self.expectPrimary(of: agent, cluster)
                        }
                    }
                    try await resolver.fail("vms.db.internal", failure)
                    try await withPlace { place in
                        try await withAgent(Self.program(in: place, cluster, resolver)) { agent in
                            #expect(await agent.says("exclude has names"))
                            try await resolver.fail("vms.db.internal", nil)
                            await agent.readiness(200)
                            await Self.expectPrimary(of: agent, cluster)
                        }
                    }
                    #expect(try await Self.sessions(at: copy) == 0)
                }
            }
        }
    }

    private static func program(in place: Place, _ cluster: Cluster, _ resolver: TestResolver) throws -> Program {
        try TwoRegions.agent(in: place, cluster, resolver, keys: ["exclude": TwoRegions.secondMachine])
    }

    /// Onto a timeline of its own, the higher one.
    private static func promote(_ copy: TestServer) async throws {
        try await copy.becomeStandby()
        try await copy.admitLoopback()
        _ = try await copy.connect().execute("SELECT pg_promote()", until: .now + .seconds(60))
    }

    /// How many there ever were of the app's database.
    private static func sessions(at copy: TestServer) async throws -> Int? {
        let statement = "SELECT coalesce(sum(sessions), 0)::int AS count FROM pg_stat_database WHERE datname = 'app'"
        let connection = try await copy.connect()
        return try await connection.execute(statement, until: .now + .seconds(60)).first?.value("count").flatMap {
            Int($0)
        }
    }

    private static func expectPrimary(of agent: Program, _ cluster: Cluster) async {
        let status = await agent.status()
        #expect(status.contains("\"primary\": \"127.0.0.1:\(cluster.port)\""))
        #expect(status.contains("\"rule\": \"route\""))
        #expect(!status.contains(host + ":\(cluster.port)\""))
    }
}
