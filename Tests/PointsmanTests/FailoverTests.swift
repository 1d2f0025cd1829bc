import Glibc
import LinuxReactor
import PointsmanLab
import PostgresClient
import Testing

@Suite("A primary that moves, under load, on real servers", .serialized)
struct FailoverTests {
    @Test(
        "is followed: everybody is back, nothing that was acknowledged is lost",
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

    @Test("is followed when it only hangs, and can acknowledge nothing any more when it goes on")
    func hang() async throws {
        try await withLab { stack in
            let outcome = try await Drill(on: stack, writers: 16, story: { _ in }).run(.hang)
            #expect(outcome.verdict.isSound, "\(outcome.verdict.text)")
            #expect(outcome.figures.ledger.acknowledged > 1000)
        }
    }

    @Test(
        "is followed when its packets are lost in silence, and its network leaves nothing behind",
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

    @Test("reads go to the primary until the role may see that a standby follows it")
    func reads() async throws {
        try await withLab { stack in
            #expect(try await Self.readsAreOnStandby(stack) == false)
            try await stack.cluster.primary().administer("grant pg_monitor to app")
            let deadline = ContinuousClock.now + .seconds(60)
            while try await !Self.readsAreOnStandby(stack), .now < deadline {
                await Reactor.sleep(until: .now + .milliseconds(100))
            }
            #expect(try await Self.readsAreOnStandby(stack))
        }
    }

    @Reactor
    private static func readsAreOnStandby(_ stack: LabStack) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        let reads = stack.plan.pooledConnection.map { $0.keyword == "dbname" ? ($0.keyword, "app_ro") : $0 }
        let connection = try await PostgresConnection.connect(reads, until: deadline)
        return try await connection.execute("SELECT pg_is_in_recovery()", until: deadline)[0].rows == [["t"]]
    }
}
