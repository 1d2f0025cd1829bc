import PointsmanCore
import Testing

@Suite("Why an instance is not ready")
struct ReadinessRuleTests {
    struct Case: Sendable {
        var rule: WriteRule
        var action: WriteVerdict.Action = .keep
        var named: [MemberID] = [iad]
        var members: [MemberView] = [MemberView(member: iad, standing: .standby)]
        var discoveryFailure: String?
        var sentence: String?
    }

    private static func question(
        isStopping: Bool = false, isHeld: Bool = false, pooler: PoolerState = .up(holdsWrites: false),
        _ row: Case = Case(rule: .route)
    ) -> ReadinessRule.Question {
        ReadinessRule.Question(
            isStopping: isStopping, isHeldByOperator: isHeld, pooler: pooler,
            verdict: WriteVerdict(rule: row.rule, action: row.action, members: row.named), isConfirmed: false,
            hold: .none, rerouteFailure: nil, routed: nil, discoveryFailure: row.discoveryFailure, members: row.members)
    }

    private static func reason(_ rule: ReadinessRule, _ question: ReadinessRule.Question) -> String? {
        ReadinessRule.checks(question).first { $0.rule == rule }?.reason
    }

    @Test(
        "is told for each decision that takes no writes",
        arguments: [
            Case(rule: .route, action: .route(iad)),
            Case(rule: .suspect),
            Case(rule: .contested),
            Case(
                rule: .contested, action: .refuse,
                sentence: "contested: \(iad) are primaries, and standbys follow the lower timeline"),
            Case(rule: .isolated, action: .route(iad)),
            Case(
                rule: .isolated, action: .hold,
                sentence: "the primary \(iad) is isolated: most members no longer stream from it"),
            Case(rule: .survey, sentence: "waiting for the first answer of \(iad)"),
            Case(rule: .survey, members: [], sentence: "no member is known yet"),
            Case(rule: .survey, members: [], discoveryFailure: "SERVFAIL", sentence: "SERVFAIL"),
            Case(rule: .unavailable, members: [], discoveryFailure: "SERVFAIL", sentence: "SERVFAIL"),
            Case(
                rule: .unavailable, members: [MemberView(member: iad, standing: .unknown(.down(.endOfFile)))],
                discoveryFailure: "SERVFAIL", sentence: "the primary \(iad) is gone"),
            Case(rule: .unavailable, sentence: "demoted: \(iad) is a standby now, no member takes writes"),
            Case(
                rule: .hold, members: [MemberView(member: iad, standing: .stale)],
                sentence: "\(iad) is back below the fence, no member takes writes; clients are held"),
            Case(
                rule: .hold,
                members: [MemberView(member: iad, standing: .standby), MemberView(member: fra, standing: .stale)],
                sentence: "demoted: \(iad) is a standby now, and \(fra) takes writes below the fence, which count for "
                    + "nothing; clients are held"),
            Case(rule: .unavailable, named: [], members: [], sentence: "no member is a writable primary"),
            Case(rule: .unavailable, named: [], sentence: "no member is a writable primary: \(iad) standby"),
        ])
    func decision(row: Case) {
        #expect(Self.reason(.decision, Self.question(row)) == row.sentence)
    }

    @Test("is an operator's wish, the end, and a pooler that is not there", arguments: [true, false])
    func others(isSo: Bool) {
        #expect(Self.reason(.stopping, Self.question(isStopping: isSo)) == (isSo ? "stopping" : nil))
        #expect(Self.reason(.heldByOperator, Self.question(isHeld: isSo)) == (isSo ? "held by an operator" : nil))
        let pooler = PoolerState.down("connection refused")
        #expect(
            Self.reason(.pooler, isSo ? Self.question(pooler: pooler) : Self.question())
                == (isSo ? "PgBouncer: connection refused" : nil))
    }

    @Test("is asked again where a member is something else or another one, not where it only is further on")
    func asksAgain() {
        func question(
            _ member: MemberID, _ standing: Standing, lsn: UInt64 = 1, hasRefused: Bool = false
        ) -> ReadinessRule.Question {
            var view = MemberView(member: member, standing: standing, report: primary(lsn: lsn))
            view.hasRefused = hasRefused
            return Self.question(Case(rule: .route, members: [view]))
        }
        #expect(question(iad, .writable, lsn: 2) == question(iad, .writable))
        #expect(question(iad, .stale) != question(iad, .writable))
        #expect(question(fra, .writable) != question(iad, .writable))
        #expect(question(iad, .unknown(nil), hasRefused: true) != question(iad, .unknown(nil)))
    }

    @Test("is a route that no canary has confirmed")
    func route() {
        #expect(Self.reason(.reroute, Self.question()) == "the route is being set")
    }
}
