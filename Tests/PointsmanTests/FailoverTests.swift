import LinuxReactor
import PointsmanLab
import Testing

@Suite("A primary that moves, under load, on real servers", .serialized)
struct FailoverTests {
    @Test("is followed: everybody is back, nothing that was acknowledged is lost", arguments: Scenario.all)
    func drill(scenario: Scenario) async throws {
        try await withLab { stack in
            let figures = try await Drill(on: stack, writers: 16, story: { _ in }).run(scenario)
            #expect(figures.allBackMs != nil, "not every writer came back: \(figures.kinds)")
            #expect(figures.ledger.lost == 0)
            #expect(figures.ledger.stale == 0)
            #expect(figures.ledger.duplicates == 0)
        }
    }
}
