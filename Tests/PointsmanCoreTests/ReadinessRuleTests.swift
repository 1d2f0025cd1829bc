import PointsmanCore
import Testing

@Suite("The reasons of readiness")
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
        routed: MemberID? = nil, _ row: Case = Case(rule: .route)
    ) -> ReadinessRule.Question {
        ReadinessRule.Question(
            isStopping: isStopping, isHeldByOperator: isHeld, pooler: pooler,
            verdict: WriteVerdict(rule: row.rule, action: row.action, members: row.named), isConfirmed: false,
            hold: .none, rerouteFailure: nil, routed: routed, discoveryFailure: row.discoveryFailure,
            members: row.members)
    }

    private static func reason(_ rule: ReadinessRule, _ question: ReadinessRule.Question) -> String? {
        ReadinessRule.checks(question).first { $0.rule == rule }?.reason
    }

    @Test(
        "each decision that takes no writes gives its reason for readiness",
        arguments: [
            Case(rule: .route, action: .route(iad)),
            Case(rule: .suspect, sentence: "no word of the primary \(iad): not asked yet"),
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

    @Test(
        "a silent primary is named in the reason even if another primary stands beside it", arguments: [true, false],
        [WriteRule.contested, .refused])
    func contested(isBlind: Bool, rule: WriteRule) {
        let standing = isBlind ? Standing.unknown(.init(.sqlState("53300"))) : .writable
        let question = Self.question(
            routed: iad,
            Case(rule: rule, named: [iad, fra], members: [MemberView(member: iad, standing: standing)]))
        let reason = Self.reason(.decision, question)
        #expect(
            reason?.hasPrefix("no word of the primary \(iad), beside which another one is: ") == (isBlind ? true : nil))
    }

    @Test("stopping, an operator's hold and a missing pooler each give a reason", arguments: [true, false])
    func others(isSo: Bool) {
        #expect(Self.reason(.stopping, Self.question(isStopping: isSo)) == (isSo ? "stopping" : nil))
        #expect(Self.reason(.heldByOperator, Self.question(isHeld: isSo)) == (isSo ? "held by an operator" : nil))
        let pooler = PoolerState.down("connection refused")
        #expect(
            Self.reason(.pooler, isSo ? Self.question(pooler: pooler) : Self.question())
                == (isSo ? "PgBouncer: connection refused" : nil))
    }

    @Test("an unconfirmed route gives a reason")
    func route() {
        #expect(Self.reason(.reroute, Self.question()) == "the route is being set")
    }

    private static func readiness(_ question: ReadinessRule.Question, _ rule: ReadinessRule) -> Bool? {
        ReadinessRule.checks(question).first { $0.rule == rule }.map { !$0.fails }
    }

    @Test("a fault that all instances share only degrades one that has shown it can serve", arguments: [true, false])
    func shared(hasShown: Bool) {
        for (rule, action) in [
            (WriteRule.hold, .hold), (.promotion, .preRoute(fra)), (.restart, .waitForRestart(iad)), (.suspect, .keep),
            (.splitBrain, .hold), (.isolated, .hold), (.unavailable, .refuse), (.readOnly, .keep),
        ] as [(WriteRule, WriteVerdict.Action)] {
            var question = Self.question(isHeld: true, Case(rule: rule, action: action))
            question.proof = hasShown ? .given : .none
            for check in [ReadinessRule.decision, .heldByOperator, .reroute] {
                #expect(Self.readiness(question, check) == hasShown, "\(rule) \(check)")
            }
        }
    }

    @Test(
        "readiness = database fails if writes are refused, and not while clients are held",
        arguments: [
            (.unavailable, .refuse, false), (.splitBrain, .refuse, false), (.isolated, .refuse, false),
            (.contested, .refuse, false), (.readOnly, .keep, false), (.hold, .hold, true), (.suspect, .keep, true),
            (.splitBrain, .hold, true),
        ] as [(WriteRule, WriteVerdict.Action, Bool)])
    func database(rule: WriteRule, action: WriteVerdict.Action, isReady: Bool) {
        var question = Self.question(Case(rule: rule, action: action))
        question.scope = .database
        #expect(Self.readiness(question, .decision) == isReady)
        question.scope = .instance
        #expect(Self.readiness(question, .decision) == true)
    }

    @Test("a route lost with PgBouncer must be confirmed again unless writes are held")
    func afterPoolerLoss() {
        for (rule, action, isReady) in [
            (WriteRule.route, .route(iad), false), (.hold, .hold, true),
        ] as [(WriteRule, WriteVerdict.Action, Bool)] {
            var question = Self.question(Case(rule: rule, action: action))
            question.proof = .outdated
            #expect(Self.readiness(question, .reroute) == isReady)
        }
    }

    @Test("an instance that is cut off says by which peer, or that nothing answers, and any other passes the check")
    func cutOff() {
        var question = Self.question()
        let peer = IPAddress.v4(0x0A00_0001)
        for (reach, reason) in [
            (Reach.unknown, nil), (.everybody, nil), (.undisturbed, nil),
            (
                .cutOff(by: peer, from: iad),
                "cut off: the agent at 10.0.0.1 has a route to \(iad), which does not answer here"
            ),
            (.alone, "cut off: no member, no DNS server and no other agent answers"),
        ] as [(Reach, String?)] {
            question.reach = reach
            #expect(Self.reason(.reach, question) == reason)
            #expect(Self.readiness(question, .reach) == (reason == nil))
        }
    }
}
