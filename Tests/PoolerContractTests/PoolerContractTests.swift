import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PointsmanSimulation
import TestServers
import Testing

@Suite("The contract of PgBouncer, on a real PgBouncer before two real servers", .serialized)
struct PoolerContractTests {
    @Test("the real PgBouncer satisfies every clause of its contract that is of its release")
    func holds() async throws {
        let release = try #require(await PoolerProgram.version(of: TestPooler.standard))
        try await Self.withServers { servers in
            for clause in PoolerContract.clauses where clause.isOf(minor: release.minor) {
                try await Self.withRealPooler(servers) { pooler in
                    for (number, step) in (PoolerContract.beginning + clause.steps).enumerated() {
                        let wrong = try await pooler.perform(step)
                        #expect(
                            wrong == nil, "\(clause): step \(number - PoolerContract.beginning.count + 1), \(step)")
                        // What follows rests on it.
                        if wrong != nil { break }
                    }
                }
            }
        }
    }

    @Test("the contract's interpreter for the real PgBouncer reports every false step")
    func breaks() async throws {
        try await Self.withServers { servers in
            try await Self.withRealPooler(servers) { pooler in
                let steps: [(step: ContractStep, isSo: Bool)] = [
                    (.isPaused(.writes, true), false), (.resume(.writes, .done), false), (.begin(client: 0), true),
                    (.isServed(client: 0, by: .first), true), (.isServed(client: 0, by: .second), false),
                    (.isWaiting(client: 0), false), (.isDropped(client: 0), false),
                    (.isLoggingIn(true), false), (.pause(.writes, .waits), true), (.commit(client: 0), true),
                    (.isServed(client: 0, by: .first), true), (.pauseIsAnswered(false), false), (.kill(.writes), true),
                    (.isConnected(client: 0), false),
                ]
                for (step, isSo) in steps {
                    // What isn't so doesn't become so.
                    pooler.patience = isSo ? .seconds(60) : .milliseconds(500)
                    let wrong = try await pooler.perform(step)
                    #expect((wrong == nil) == isSo, "\(step)")
                }
            }
        }
    }

    @Reactor
    private static func withServers(_ body: @Reactor (ContractServers) async throws -> Void) async throws {
        let servers = try await ContractServers()
        do {
            try await body(servers)
        } catch {
            await servers.remove()
            throw error
        }
        await servers.remove()
    }

    /// A PgBouncer of the clause's own.
    @Reactor
    private static func withRealPooler(
        _ servers: ContractServers, _ body: @Reactor (RealPooler) async throws -> Void
    ) async throws {
        try await withPooler(rendering: { RealPooler.files(in: $0, servers) }) { pooler in
            try await body(RealPooler(pooler, servers))
        }
        try await servers.putRight()
    }
}
