import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checkers of liveness")
struct LivenessCheckerTests {
    private let limit = TimelyRoute.limit(Policy()).nanoseconds / 1_000_000

    @Test(
        "L1 reports a pooler that sends writes nowhere or elsewhere while a primary is possible", arguments: [nil, 0])
    func late(actual: Int?) {
        var history = TestHistory<TimelyRoute>()
        history.wait(from: 200, to: limit, possible: 1, actual: actual)
        #expect(history.complaint == nil)
        history.wait(from: limit + 200, to: limit + 600, possible: 1, actual: actual)
        #expect(history.complaint != nil)
    }

    @Test("L1 counts only uninterrupted time and starts anew when the pooler starts")
    func breaks() {
        var history = TestHistory<TimelyRoute>()
        history.wait(from: 200, to: limit - 1_000, possible: 1, actual: nil)
        history.wait(from: limit - 800, to: limit - 600, possible: nil, actual: nil)
        history.wait(from: limit - 400, to: limit + 3_000, possible: 1, actual: nil)
        history.tell(.poolerStarted(agent: 0), at: limit + 3_100)
        history.wait(from: limit + 3_200, to: 2 * limit + 3_000, possible: 1, actual: nil)
        #expect(history.complaint == nil)
    }

    @Test("L2 reports an agent that is not ready or sends writes elsewhere after the healing")
    func disagreement() {
        let bad: [Fact] = [
            .settled(agent: 0, isReady: false, expected: 1, actual: 1),
            .settled(agent: 0, isReady: true, expected: 1, actual: 0),
            .settled(agent: 0, isReady: true, expected: 1, actual: nil),
        ]
        for fact in bad {
            var history = TestHistory<Agreement>()
            history.tell(fact, at: 1)
            #expect(history.complaint != nil)
        }
        var history = TestHistory<Agreement>()
        history.tell(.settled(agent: 0, isReady: true, expected: 1, actual: 1), at: 1)
        #expect(history.complaint == nil)
    }

    @Test("L3 reports a pooler that goes back, or to another server of the same timeline")
    func flapping() {
        for timeline in [UInt32(3), 4] {
            var history = TestHistory<SteadyRoute>()
            history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 1)
            history.tell(.moved(agent: 0, server: 1, timeline: 4), at: 2)
            history.tell(.moved(agent: 0, server: nil, timeline: 0), at: 3)
            history.tell(.moved(agent: 0, server: 1, timeline: 4), at: 4)
            history.tell(.observed(agent: 0, address: 1, claim: Claim(server: 1, timeline: 4)), at: 4)
            history.tell(.acknowledged(agent: 0, server: 1, timeline: 4), at: 4)
            #expect(history.complaint == nil)
            history.tell(.moved(agent: 0, server: 0, timeline: timeline), at: 5)
            #expect(history.complaint != nil)
        }
    }

    @Test(
        "L3 accepts a move within the timeline, not back, if no write was acknowledged there",
        arguments: [UInt32(3), 4])
    func asideUnused(timeline: UInt32) {
        var history = TestHistory<SteadyRoute>()
        history.tell(.moved(agent: 0, server: 1, timeline: 4), at: 2)
        history.tell(.observed(agent: 0, address: 1, claim: Claim(server: 1, timeline: 4)), at: 4)
        history.tell(.acknowledged(agent: 0, server: 1, timeline: 3), at: 4)
        history.tell(.moved(agent: 0, server: 0, timeline: timeline), at: 5)
        #expect((history.complaint == nil) == (timeline == 4))
    }

    @Test(
        "L3 accepts a move within the timeline, not back, from a pre-routed server that was never seen as primary",
        arguments: [3, 4])
    func aheadAndAside(timeline: UInt32) {
        var history = TestHistory<SteadyRoute>()
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 1)
        history.tell(.observed(agent: 0, address: 1, claim: Claim(server: 1, isInRecovery: true, timeline: 3)), at: 2)
        history.tell(.moved(agent: 0, server: 1, timeline: 4), at: 2)
        history.tell(.moved(agent: 0, server: 2, timeline: timeline), at: 3)
        #expect((history.complaint == nil) == (timeline == 4))
    }

    @Test("L3 accepts one move to a lower timeline after an operator's fence adopt", arguments: [true, false])
    func lowered(isTold: Bool) {
        var history = TestHistory<SteadyRoute>()
        history.tell(.moved(agent: 0, server: 0, timeline: 5), at: 1)
        if isTold { history.tell(.toldToAdopt(agent: 0, address: 1), at: 2) }
        history.tell(.moved(agent: 0, server: 1, timeline: 3), at: 3)
        #expect((history.complaint == nil) == isTold)
        history.tell(.moved(agent: 0, server: 2, timeline: 4), at: 4)
        #expect((history.complaint == nil) == isTold)
        history.tell(.moved(agent: 0, server: 1, timeline: 3), at: 5)
        #expect(history.complaint != nil)
    }

    @Test("L3 reports a pooler that leaves a primary which standbys follow", arguments: [true, false])
    func left(isFollowed: Bool) {
        var history = TestHistory<SteadyRoute>()
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 100)
        for moment in stride(from: Int64(1_000), through: 9_000, by: 1_000) {
            history.tell(.observed(agent: 0, address: 0, claim: claim(0, lsn: 100)), at: moment)
            var standby = claim(1, standby: true)
            standby.follows = isFollowed ? 0 : nil
            history.tell(.observed(agent: 0, address: 1, claim: standby), at: moment)
        }
        history.tell(.moved(agent: 0, server: 2, timeline: 4), at: 9_100)
        #expect((history.complaint != nil) == isFollowed)
    }

    @Test("L3 accepts a pooler that leaves the old primary after a pre-route to another server, and only then")
    func leftAhead() {
        for isAhead in [true, false] {
            var history = TestHistory<SteadyRoute>()
            history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 100)
            if isAhead { history.tell(.moved(agent: 0, server: 1, timeline: 4, isAhead: true), at: 200) }
            for moment in stride(from: Int64(1_000), through: 9_000, by: 1_000) {
                history.tell(.observed(agent: 0, address: 1, claim: claim(1, timeline: 4)), at: moment)
                history.tell(.observed(agent: 0, address: 0, claim: claim(0, timeline: 4)), at: moment)
                var standby = claim(2, standby: true)
                standby.follows = 0
                history.tell(.observed(agent: 0, address: 2, claim: standby), at: moment)
            }
            history.tell(.moved(agent: 0, server: 3, timeline: 5), at: 9_100)
            #expect((history.complaint == nil) == isAhead)
        }
    }

    @Test("L3 reports a pooler that leaves a pre-routed primary which standbys follow")
    func leftAfterAhead() {
        var history = TestHistory<SteadyRoute>()
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.moved(agent: 0, server: 1, timeline: 4, isAhead: true), at: 200)
        for moment in stride(from: Int64(1_000), through: 9_000, by: 1_000) {
            history.tell(.observed(agent: 0, address: 1, claim: claim(1, timeline: 4)), at: moment)
            var standby = claim(2, standby: true)
            standby.follows = 1
            history.tell(.observed(agent: 0, address: 2, claim: standby), at: moment)
        }
        history.tell(.moved(agent: 0, server: 3, timeline: 5), at: 9_100)
        #expect(history.complaint != nil)
    }

    @Test("the start checker accepts a fence before all members answered only if the operator named its owner")
    func startsByWord() {
        for isTold in [true, false] {
            var history = TestHistory<CarefulStart>()
            history.tell(.agentStarted(agent: 0, keepsFence: false), at: 0)
            history.tell(.named(agent: 0, addresses: 0b11), at: 1)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 2)
            if isTold { history.tell(.toldToAdopt(agent: 0, address: 0), at: 3) }
            let fence = Fence(
                systemIdentifier: SystemIdentifier(Numbering.cluster), timeline: Timeline(3),
                owner: MemberID(address: .v4(0x0A00_0001), port: 5432), lsn: LSN(bytes: 100))
            history.tell(.raised(agent: 0, fence: fence, owner: 0), at: 3)
            #expect((history.complaint == nil) == isTold)
            history.tell(.set(agent: 0, server: 0, timeline: 3), at: 4)
            #expect(history.complaint != nil)
        }
    }

    @Test("the start checker judges by the members named when the route was ordered")
    func startsByOrder() {
        for isNamedLater in [true, false] {
            var history = TestHistory<CarefulStart>()
            history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
            history.tell(.named(agent: 0, addresses: isNamedLater ? 0b1 : 0b11), at: 1)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 2)
            history.tell(.orderedReads(agent: 0, address: 0, primary: 0, timeline: 3), at: 3)
            history.tell(.named(agent: 0, addresses: 0b11), at: 4)
            history.tell(.set(agent: 0, server: 0, timeline: 3), at: 5)
            #expect((history.complaint == nil) == isNamedLater)
        }
    }

    @Test("the start checker reports a route set before all members answered, and a choice between two clusters")
    func starts() {
        for (isForeign, isAsked) in [(false, true), (false, false), (true, true)] {
            var history = TestHistory<CarefulStart>()
            history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
            history.tell(.named(agent: 0, addresses: 0b11), at: 1)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 2)
            if isAsked { history.tell(.observed(agent: 0, address: 1, claim: claim(1, ours: !isForeign)), at: 3) }
            history.tell(.set(agent: 0, server: 0, timeline: 3), at: 4)
            #expect((history.complaint == nil) == (isAsked && !isForeign))
        }
    }
}
