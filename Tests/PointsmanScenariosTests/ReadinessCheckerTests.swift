import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checkers of readiness")
struct ReadinessCheckerTests {
    /// Agent 0 has confirmed its first route.
    private static func settled<Judge: Checker>(policy: Policy = Policy()) -> TestHistory<Judge> {
        var history = TestHistory<Judge>(policy: policy)
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 100)
        history.tell(.canaryPassed(agent: 0, server: 0), at: 300)
        history.tell(.spoke(agent: 0, isReady: true), at: 400)
        return history
    }

    private static func compare<Judge: Checker>(
        _ history: inout TestHistory<Judge>, from: Int64, to: Int64, mayLeave: Bool = false, mustLeave: Bool = false
    ) {
        for moment in stride(from: from, through: to, by: 200) {
            history.tell(.compared(agent: 0, mayLeave: mayLeave, mustLeave: mustLeave), at: moment)
        }
    }

    @Test("R1 reports an instance that is not ready for a shared fault, and accepts a degraded one")
    func shared() {
        for isReady in [true, false] {
            var history: TestHistory<FairReadiness> = Self.settled()
            history.tell(.spoke(agent: 0, isReady: isReady, isDegraded: isReady), at: 20_000)
            Self.compare(&history, from: 20_000, to: 23_000)
            #expect((history.complaint == nil) == isReady)
        }
    }

    @Test("R1 excuses unreadiness by readiness = database, an own impediment, a lost console, or a peer that is served")
    func excuses() {
        var database = Policy()
        database.readiness = .database
        for excuse in 0..<4 {
            var history: TestHistory<FairReadiness> = Self.settled(policy: excuse == 0 ? database : Policy())
            if excuse == 1 { history.tell(.impeded(agent: 0, isImpeded: true), at: 19_000) }
            if excuse == 3 { history.tell(.consoleLost(agent: 0), at: 19_000) }
            history.tell(.spoke(agent: 0, isReady: false), at: 20_000)
            Self.compare(&history, from: 20_000, to: 23_000, mayLeave: excuse == 2)
            #expect(history.complaint == nil, "\(excuse)")
        }
    }

    @Test(
        "R1 excuses unreadiness by a canary of another instance, or an answer to it, from a server that this one does not see",
        arguments: [true, false],
        [Fact.canaryPassed(agent: 1, server: 1), .observed(agent: 1, address: 1, claim: claim(1))])
    func servedElsewhere(isSeen: Bool, fact: Fact) {
        var history: TestHistory<FairReadiness> = Self.settled()
        if isSeen { history.tell(.observed(agent: 0, address: 1, claim: claim(1)), at: 19_000) }
        history.tell(fact, at: 19_900)
        history.tell(.spoke(agent: 0, isReady: false), at: 20_000)
        Self.compare(&history, from: 20_000, to: 21_800)
        #expect((history.complaint == nil) != isSeen)
    }

    @Test("R1 excuses an instance that turns its clients away, until it is set again", arguments: [true, false])
    func turnedAway(isSetAgain: Bool) {
        var history: TestHistory<FairReadiness> = Self.settled()
        history.tell(.turnedAway(agent: 0), at: 5_000)
        if isSetAgain { history.tell(.set(agent: 0, server: 0, timeline: 1), at: 6_000) }
        history.tell(.spoke(agent: 0, isReady: false), at: 20_000)
        Self.compare(&history, from: 20_000, to: 23_000)
        #expect((history.complaint != nil) == isSetAgain)
    }

    @Test("R2 reports an instance that stays ready after its limit although it alone misses the primary")
    func late() {
        let limit = TimelyLeave.limit(Policy()).nanoseconds / 1_000_000
        for (end, isReady, isTold) in [(limit, true, false), (limit + 400, true, true), (limit + 400, false, false)] {
            var history: TestHistory<TimelyLeave> = Self.settled()
            history.tell(.spoke(agent: 0, isReady: isReady), at: 1_000)
            Self.compare(&history, from: 1_000, to: 1_000 + end, mustLeave: true)
            #expect((history.complaint != nil) == isTold)
        }
    }

    @Test("R2 accepts an instance that is ready again once a canary of its own has passed", arguments: [true, false])
    func back(hasPassed: Bool) {
        let limit = TimelyLeave.limit(Policy()).nanoseconds / 1_000_000
        var history: TestHistory<TimelyLeave> = Self.settled()
        history.tell(.spoke(agent: 0, isReady: false), at: 1_000)
        Self.compare(&history, from: 1_000, to: 1_000 + limit + 200, mustLeave: true)
        if hasPassed { history.tell(.canaryPassed(agent: 0, server: 0), at: 1_300 + limit) }
        history.tell(.spoke(agent: 0, isReady: true), at: 1_300 + limit)
        Self.compare(&history, from: 1_400 + limit, to: 1_400 + limit, mustLeave: true)
        #expect((history.complaint == nil) == hasPassed)
    }

    @Test("S4 reports READY, degraded or not, before a first route and after the pooler ended")
    func degradedTooEarly() {
        var history = TestHistory<HonestReadiness>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 100)
        history.tell(.spoke(agent: 0, isReady: true, isDegraded: true), at: 200)
        #expect(history.complaint != nil)
        history = Self.settled()
        history.tell(.spoke(agent: 0, isReady: true, isDegraded: true), at: 500)
        history.wait(from: 600, to: 30_000)
        #expect(history.complaint == nil)
        history.tell(.poolerEnded(agent: 0), at: 30_100)
        history.wait(from: 30_200, to: 30_600)
        #expect(history.complaint != nil)
    }

    @Test("R3 reports an instance that stays ready for long while its clients are not served")
    func lookedAfter() {
        let limit = LookedAfter.limit(Policy()).nanoseconds / 1_000_000
        for (isReady, keepsFromServing) in [(true, true), (false, true), (true, false)] {
            var history: TestHistory<LookedAfter> = Self.settled()
            history.tell(.spoke(agent: 0, isReady: isReady), at: 1_000)
            for moment in stride(from: Int64(2_000), through: 2_000 + limit, by: 200) {
                history.tell(
                    .tampered(agent: 0, isTampered: true, keepsFromServing: keepsFromServing), at: moment)
            }
            #expect(history.complaint == nil)
            history.tell(
                .tampered(agent: 0, isTampered: true, keepsFromServing: keepsFromServing), at: 2_200 + limit)
            #expect((history.complaint != nil) == (isReady && keepsFromServing))
        }
    }

    @Test("R3 counts only uninterrupted time and allows a running reroute its own limits")
    func lookedAfterBreaks() {
        let limit = LookedAfter.limit(Policy()).nanoseconds / 1_000_000
        var history: TestHistory<LookedAfter> = Self.settled()
        history.tell(.tampered(agent: 0, isTampered: true, keepsFromServing: true), at: 2_000)
        history.tell(.tampered(agent: 0, isTampered: false, keepsFromServing: false), at: 3_000)
        history.tell(.tampered(agent: 0, isTampered: true, keepsFromServing: true), at: 2_000 + limit)
        history.tell(.spoke(agent: 0, isReady: true, isDegraded: true), at: 2_000 + limit)
        history.tell(.tampered(agent: 0, isTampered: true, keepsFromServing: true), at: 2_200 + limit * 2)
        #expect(history.complaint == nil)
        history.tell(.tampered(agent: 0, isTampered: true, keepsFromServing: true), at: 2_200 + limit * 4)
        #expect(history.complaint != nil)
    }

    @Test("S4 does not count a route change made by hand as the agent's own")
    func movedByHand() {
        for isTampered in [true, false] {
            var history: TestHistory<HonestReadiness> = Self.settled()
            history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 310)
            history.tell(.canaryPassed(agent: 0, server: 0), at: 320)
            history.tell(.tampered(agent: 0, isTampered: isTampered, keepsFromServing: isTampered), at: 900)
            history.tell(.moved(agent: 0, server: nil, timeline: 0), at: 1_000)
            history.tell(.looked(agent: 0, possible: 0, actual: nil), at: 2_000)
            #expect((history.complaint == nil) == isTampered)
        }
    }
}
