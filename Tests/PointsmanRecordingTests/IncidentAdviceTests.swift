import PointsmanCore
import Testing

@testable import PointsmanRecording

@Suite("What would have made an incident shorter")
struct IncidentAdviceTests {
    /// A report, and all that is advised on it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let report: IncidentReport
        var newcomer: ServerReport?
        var times: ManagerTimes?
        var advice: [String] = []
    }

    private static let times = ManagerTimes(timeToLive: .seconds(30), loopWait: .seconds(10))
    /// The new primary's last report as a standby, to a role with pg_monitor and to one without.
    private static let open = server(isInRecovery: true)
    private static let closed = server(isInRecovery: true, timeline: nil)

    static let rows = [
        Row(
            testDescription: "most of it was the HA manager's",
            report: IncidentReport(.restart, [(.manager, .seconds(28), nil), (.agent, .seconds(2), nil)]),
            advice: [
                "no server took writes for 28 s of the 30 s: how soon a loss is noticed and a standby promoted is set in the HA manager "
                    + "(Patroni: ttl and loop_wait)"
            ]),
        Row(
            testDescription: "most of it was the HA manager's, whose times are known",
            report: IncidentReport(.restart, [(.manager, .seconds(28), nil), (.agent, .seconds(2), nil)]),
            times: times,
            advice: [
                "no server took writes for 28 s of the 30 s: how soon a loss is noticed and a standby promoted is set in the HA manager: "
                    + "Patroni's ttl is 30 s and its loop_wait 10 s"
            ]),
        Row(
            testDescription: "half of it was the HA manager's",
            report: IncidentReport(.restart, [(.manager, .seconds(2), nil), (.agent, .seconds(2), nil)])),
        Row(
            testDescription: "all of it was the HA manager's, and short",
            report: IncidentReport(.restart, [(.manager, .milliseconds(50), nil)])),
        Row(
            testDescription: "a hang went unnoticed",
            report: IncidentReport(
                .interruption, [(.network, .milliseconds(800), nil), (.agent, .milliseconds(900), nil)],
                unnoticed: .milliseconds(800)),
            advice: [
                "the silence was noticed after up to 800 ms: a shorter probe_interval and probe_timeout notice it sooner"
            ]),
        Row(
            testDescription: "a restart went unnoticed",
            report: IncidentReport(
                .restart, [(.manager, .milliseconds(800), nil), (.agent, .milliseconds(900), nil)],
                unnoticed: .milliseconds(800))),
        Row(
            testDescription: "a hang went unnoticed for a moment",
            report: IncidentReport(
                .interruption, [(.network, .milliseconds(50), nil), (.agent, .milliseconds(900), nil)],
                unnoticed: .milliseconds(50))),
        Row(
            testDescription: "most of it was the network's",
            report: IncidentReport(.interruption, [(.network, .seconds(3), nil), (.agent, .seconds(2), nil)]),
            advice: ["the way to the members was cut for 3 s of the 5 s"]),
        Row(
            testDescription: "half of it was the network's",
            report: IncidentReport(.interruption, [(.network, .seconds(2), nil), (.agent, .seconds(2), nil)])),
        Row(
            testDescription: "DNS named no member",
            report: IncidentReport(.unready, [(.dns, .milliseconds(51), nil), (.agent, .seconds(2), nil)]),
            advice: ["DNS named no member for 51 ms"]),
        Row(
            testDescription: "DNS named no member for a moment",
            report: IncidentReport(.unready, [(.dns, .milliseconds(50), nil), (.agent, .seconds(2), nil)])),
        Row(
            testDescription: "more than a tenth of it was PgBouncer's",
            report: IncidentReport(
                .unready, [(.pooler, .milliseconds(201), nil), (.agent, .milliseconds(1_799), nil)]),
            advice: ["PgBouncer and its logins took 201 ms: `pointsman doctor` looks for the reason"]),
        Row(
            testDescription: "a tenth of it was PgBouncer's",
            report: IncidentReport(
                .unready, [(.pooler, .milliseconds(200), nil), (.agent, .milliseconds(1_800), nil)])),
        Row(
            testDescription: "open transactions took long to end, in two parts",
            report: IncidentReport(
                .planned,
                [
                    (.agent, .milliseconds(30), .drain), (.person, .seconds(1), nil),
                    (.agent, .milliseconds(30), .drain),
                ]),
            advice: ["open transactions took 60 ms to end: shorter ones, or a shorter drain_timeout"]),
        Row(
            testDescription: "open transactions ended soon, and the agent worked long",
            report: IncidentReport(.planned, [(.agent, .milliseconds(50), .drain), (.agent, .seconds(1), nil)])),
        Row(
            testDescription: "a promotion could not be seen",
            report: IncidentReport(
                .failover, [(.agent, .milliseconds(900), nil), (.pooler, .microseconds(17_600), .login)]),
            newcomer: closed,
            advice: [
                "the probe's role does not see a promotion begin: GRANT pg_monitor to it, and PgBouncer is logged in when it ends "
                    + "(up to 17.6 ms shorter)"
            ]),
        Row(
            testDescription: "a promotion could not be seen, and no login was",
            report: IncidentReport(.failover, [(.agent, .milliseconds(900), nil)]), newcomer: closed,
            advice: [
                "the probe's role does not see a promotion begin: GRANT pg_monitor to it, and PgBouncer is logged in when it ends"
            ]),
        Row(
            testDescription: "a promotion could be seen",
            report: IncidentReport(
                .failover, [(.agent, .milliseconds(900), nil), (.pooler, .microseconds(17_600), .login)]),
            newcomer: open),
        Row(
            testDescription: "a planned move to a standby that shows no timeline",
            report: IncidentReport(.planned, [(.agent, .milliseconds(900), nil)]), newcomer: closed),
        Row(
            testDescription: "the hold ran out",
            report: IncidentReport(.restart, [(.agent, .seconds(9), nil)], rules: [.hold, .unavailable]),
            advice: [
                "the hold ran out before a server took writes: a longer hold_timeout keeps clients waiting instead"
            ]),
        Row(
            testDescription: "a second opinion was waited for",
            report: IncidentReport(.restart, [(.agent, .seconds(9), nil)], rules: [.hold, .refused]),
            advice: ["a second opinion was waited for: second_opinions"]),
        Row(
            testDescription: "the hold was long enough, and no opinion was asked",
            report: IncidentReport(.restart, [(.agent, .seconds(9), nil)], rules: [.hold, .restart, .route])),
    ]

    @Test("each piece of advice is given for what it would have shortened, and for nothing less", arguments: rows)
    func advice(row: Row) {
        var sight = ClusterSight()
        if let times = row.times {
            let patroni = OpinionSource(.patroni, port: 8008)
            sight.take(.source(patroni, at: newPrimary, .present(times)), at: Instant(nanoseconds: 0))
        }
        #expect(IncidentAdvice.sentences(row.report, sight, newcomer: row.newcomer) == row.advice)
    }
}
