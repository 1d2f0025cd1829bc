import Glibc
import LinuxReactor
import PointsmanLab
import PointsmanLoad
import PointsmanScenarios
import PostgresClient
import StatusServer
import Testing

@Suite("Failover under load, on real servers", .serialized)
struct FailoverTests {
    @Test(
        "all writers return after a planned move, crash or flap, and no acknowledged write is lost",
        arguments: [Scenario.planned, .crash, .flap])
    func drill(scenario: Scenario) async throws {
        try await withLab { stack in
            let figures = try await Drill(on: stack, writers: 16, story: { _ in }).run(scenario).figures
            #expect(figures.allBackMs != nil, "not every writer came back: \(figures.kinds)")
            #expect(figures.ledger.lost == 0)
            #expect(figures.ledger.stale == 0)
            #expect(figures.ledger.duplicates == 0)
        }
    }

    @Test("writes move away from a hung primary, which acknowledges nothing more when it wakes")
    func hang() async throws {
        try await withLab { stack in
            let outcome = try await Drill(on: stack, writers: 16, story: { _ in }).run(.hang)
            #expect(outcome.verdict.isSound, "\(outcome.verdict.text)")
            #expect(outcome.figures.ledger.acknowledged > 1000)
        }
    }

    @Test(
        "writes move away from a primary whose packets are dropped, and the lab's network is removed afterwards",
        .enabled(if: Scenario.partition().obstacle == nil, "needs root for its namespaces"))
    func partition() async throws {
        var network: RegionNetwork?
        try await withLab(at: .regions()) { stack in
            network = stack.plan.network
            let outcome = try await Drill(on: stack, writers: 16, story: { _ in }).run(.partition())
            #expect(outcome.verdict.isSound, "\(outcome.verdict.text)")
            #expect(outcome.figures.ledger.acknowledged > 1000)
            // The drill must have cut something: without a move there is nothing that it shows.
            #expect(outcome.figures.longestGapMs > 1000)
        }
        let hub = try #require(network).hub
        #expect(access("/run/netns/\(hub)", F_OK) == -1)
    }

    @Test(
        "a hold rejects no client that keeps reconnecting if the primary comes back in place",
        arguments: [Scenario.hold, .hold(by: .hang)])
    func holds(scenario: Scenario) async throws {
        try await withLab { stack in
            let outcome = try await Drill(on: stack, writers: 16, story: { _ in }).run(scenario)
            #expect(outcome.verdict.isSound, "\(outcome.verdict.text): \(outcome.figures.kinds)")
            #expect(outcome.figures.errorsOther == 0, "\(outcome.figures.kinds)")
        }
    }

    @Test("an instance stays ready during a failover although its clients have used up max_client_conn")
    func crowded() async throws {
        try await withLab(keys: ["canary_interval = 500ms", "[pgbouncer]", "max_client_conn = 20"]) { stack in
            var clients: [PostgresConnection] = []
            while clients.count < 40,
                let client = try? await PostgresConnection.connect(
                    stack.plan.pooledConnection, until: .now + .seconds(60))
            {
                clients.append(client)
            }
            #expect((1..<40).contains(clients.count))
            let primary = try await stack.cluster.primary()
            await primary.kill()
            await Reactor.sleep(until: .now + .milliseconds(500))
            let candidate = stack.cluster.candidate(for: primary)
            _ = try await candidate.administer("SELECT pg_promote()")
            var refusals: [String] = []
            let status = HTTPClient(.control(path: stack.agent.controlSocket))
            let limit = ContinuousClock.now + .seconds(8)
            while ContinuousClock.now < limit {
                if let answer = try? await status.get("/readyz", until: .now + .seconds(60)), answer.status != 200 {
                    refusals.append(answer.text)
                }
                await Reactor.sleep(until: .now + .milliseconds(50))
            }
            #expect(refusals.isEmpty, "\(refusals)")
            for client in clients {
                let answer = try await client.execute("SELECT pg_is_in_recovery()", until: .now + .seconds(60))
                #expect(answer[0].rows[0][0] == "f")
            }
            #expect(
                await Self.isSoon {
                    let answer = try await status.get("/v1/status", until: .now + .seconds(60)).text
                    return answer.contains("of 20 client connections are in use (max_client_conn)")
                        && answer.replacing(" ", with: "").contains("\"confirmed\":true")
                })
        }
    }

    @Test("reads go to the primary until the role may see that a standby follows it")
    func reads() async throws {
        try await withLab { stack in
            let primary = try await stack.cluster.primary()
            #expect(try await Self.reader(stack) === primary)
            try await primary.administer("grant pg_monitor to app")
            #expect(await Self.isSoon { try await Self.reader(stack) !== primary })
        }
    }

    @Test("reads leave a dead standby even if the primary has been gone for longer than a hold")
    func readsWithoutWrites() async throws {
        try await withLab(keys: ["drain_timeout = 500ms", "hold_timeout = 1s"]) { stack in
            let primary = try await stack.cluster.primary()
            try await primary.administer("grant pg_monitor to app")
            #expect(await Self.isSoon { try await Self.reader(stack) !== primary })
            let first = try await Self.reader(stack)
            await primary.kill()
            let status = HTTPClient(.control(path: stack.agent.controlSocket))
            #expect(
                await Self.isSoon {
                    try await status.get("/v1/status", until: .now + .seconds(60)).text.contains("\"unavailable\"")
                })
            #expect(try await Self.reader(stack) === first)
            await first.kill()
            #expect(await Self.isSoon { try await Self.reader(stack) !== first })
        }
    }

    /// Whether `condition` holds within a minute, errors meanwhile or not.
    @Reactor
    private static func isSoon(_ condition: @Reactor () async throws -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if (try? await condition()) == true { return true }
            await Reactor.sleep(until: .now + .milliseconds(100))
        }
        return false
    }

    /// Who answers queries on the name for reads.
    @Reactor
    private static func reader(_ stack: LabStack) async throws -> MemberServer {
        let deadline = ContinuousClock.now + .seconds(5)
        let reads = stack.plan.pooledConnection.map { $0.keyword == "dbname" ? ($0.keyword, "app_ro") : $0 }
        let connection = try await PostgresConnection.connect(reads, until: deadline)
        let answer = try await connection.execute("SELECT host(inet_server_addr())", until: deadline)[0]
        return try #require(stack.cluster.servers.first { $0.member.address == answer.rows[0][0] })
    }
}
