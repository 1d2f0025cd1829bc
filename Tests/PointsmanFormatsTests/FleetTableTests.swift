import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The table of a fleet")
struct FleetTableTests {
    private static func row(_ instance: String, to member: String, timeline: Int = 7, ready: Int = 200)
        -> FleetTable.Row
    {
        let peer = """
            {"route": "routes", "member": "\(member)", "system_identifier": "9", "timeline": \(timeline), \
            "age_microseconds": 10}
            """
        return FleetTable.Row(
            instance: instance, readiness: (ready, ready == 200 ? "ready\n" : "not ready: no route\nmore\n"),
            peer: (200, Array(peer.utf8)))
    }

    @Test("a fleet's table has a line for each instance, with its primary, its timeline and its readiness")
    func lines() {
        let rows = [
            Self.row("10.0.0.1:6433", to: "10.0.1.1:5432"), Self.row("10.0.0.2:6433", to: "10.0.1.1:5432", ready: 503),
            FleetTable.Row(instance: "10.0.0.3:6433", silence: "Connection refused"),
            FleetTable.Row(instance: "10.0.0.4:6433", readiness: (200, "ready\n"), peer: (404, [])),
        ]
        #expect(
            FleetTable.text(rows) == """
                INSTANCE       WRITES GO TO      TIMELINE  READINESS
                10.0.0.1:6433  10.0.1.1:5432     7         ready
                10.0.0.2:6433  10.0.1.1:5432     7         not ready: no route
                10.0.0.3:6433                              no answer: Connection refused
                10.0.0.4:6433  it does not tell            ready

                """)
    }

    @Test("a fleet is one only if all of its instances are ready and lead to one server on one timeline")
    func agreement() {
        let first = Self.row("a", to: "10.0.1.1:5432")
        #expect(FleetTable.isOne([first, Self.row("b", to: "10.0.1.1:5432")]))
        #expect(!FleetTable.isOne([first, Self.row("b", to: "10.0.1.2:5432")]))
        #expect(!FleetTable.isOne([first, Self.row("b", to: "10.0.1.1:5432", timeline: 8)]))
        #expect(!FleetTable.isOne([first, Self.row("b", to: "10.0.1.1:5432", ready: 503)]))
        #expect(!FleetTable.isOne([first, FleetTable.Row(instance: "b", silence: "silent")]))
        #expect(!FleetTable.isOne([]))
    }
}
