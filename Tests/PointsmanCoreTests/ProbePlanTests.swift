import PointsmanCore
import Testing

@Suite("The pace of probes")
struct ProbePlanTests {
    struct Case: Sendable {
        var rule: WriteRule
        var action: WriteVerdict.Action
        var isHeld = false
        var interval: Duration
        var awaitsPromotion: Bool
    }

    @Test(
        "members are probed steadily while writes have a home, in a burst while they seek one, slowly after a hold",
        arguments: [
            Case(rule: .route, action: .route(iad), interval: .seconds(1), awaitsPromotion: false),
            Case(rule: .route, action: .route(iad), isHeld: true, interval: .milliseconds(4), awaitsPromotion: false),
            Case(rule: .readOnly, action: .keep, interval: .seconds(1), awaitsPromotion: false),
            Case(rule: .contested, action: .keep, interval: .seconds(1), awaitsPromotion: false),
            Case(rule: .suspect, action: .keep, interval: .milliseconds(4), awaitsPromotion: true),
            Case(rule: .hold, action: .hold, interval: .milliseconds(4), awaitsPromotion: true),
            Case(rule: .unavailable, action: .refuse, interval: .milliseconds(100), awaitsPromotion: true),
        ])
    func plan(row: Case) {
        var reroute = Reroute()
        reroute.take(.up(holdsWrites: row.isHeld), at: Instant(nanoseconds: 0))
        let plan = ProbePlan(
            [], verdict: WriteVerdict(rule: row.rule, action: row.action, members: [iad]), reroute: reroute,
            policy: Policy())
        var expected = ProbePlan(
            members: [], interval: row.interval, timeout: Policy().probeTimeout, awaitsPromotion: row.awaitsPromotion)
        expected.isCalm = row.interval == .seconds(1)
        #expect(plan == expected)
    }

    @Test(
        "an agent sends at most 2,000 probes a second in a burst, however many members there are",
        arguments: [(1, 4), (8, 4), (16, 8), (64, 32)])
    func budget(count: Int, milliseconds: Int) {
        let members = (0..<UInt32(count)).map {
            MemberView(member: MemberID(address: .v4($0), port: 5432), standing: .unknown(.silent(.deadline)))
        }
        let plan = ProbePlan(
            members, verdict: WriteVerdict(rule: .hold, action: .hold, members: []), reroute: Reroute(),
            policy: Policy())
        #expect(plan.interval == .milliseconds(milliseconds))
    }
}
