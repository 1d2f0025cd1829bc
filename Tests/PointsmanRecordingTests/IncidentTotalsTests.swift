import PointsmanFormats
import PointsmanRecording
import Testing

@Suite("Counted incidents")
struct IncidentTotalsTests {
    @Test("the metrics have each kind of an incident that is over, and each owner")
    func names() {
        #expect(IncidentTotals.kinds == IncidentReport.Kind.allCases.filter { $0 != .open }.map(\.rawValue))
        #expect(IncidentTotals.owners == IncidentReport.Owner.allCases.map(\.rawValue))
    }

    @Test("an incident adds one to its kind and its seconds to their owners")
    func add() {
        var totals = IncidentTotals()
        totals.add(kind: "failover", seconds: [("dns", 1.5), ("agent", 0.25)])
        totals.add(kind: "failover", seconds: [("dns", 2)])
        #expect(totals.counts.first { $0.name == "failover" }?.amount == 2)
        #expect(totals.seconds.first { $0.name == "dns" }?.amount == 3.5)
        #expect(totals.seconds.first { $0.name == "agent" }?.amount == 0.25)
        #expect(totals.counts.first { $0.name == "restart" }?.amount == 0)
    }
}
