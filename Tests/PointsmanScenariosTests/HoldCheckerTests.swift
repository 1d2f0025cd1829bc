import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checker of holds")
struct HoldCheckerTests {
    @Test("S3 reports a hold that lasts too long, and a hold that outlives its agent")
    func holds() {
        var history = TestHistory<BoundedHold>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.paused(agent: 0), at: 1_000)
        history.wait(from: 1_000, to: 61_000)
        #expect(history.complaint == nil)
        history.wait(from: 61_000, to: 63_000)
        #expect(history.complaint != nil)

        history = TestHistory()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.paused(agent: 0), at: 1_000)
        history.tell(.agentEnded(agent: 0), at: 1_100)
        history.wait(from: 1_100, to: 1_500)
        #expect(history.complaint == nil)
        history.wait(from: 1_600, to: 2_000)
        #expect(history.complaint != nil)
    }

    @Test("S3 reports a hold that lasts while its agent is stopped, with extra time for connections being cut")
    func stopped() {
        for (isSevering, end) in [(false, Int64(61_000)), (true, 66_000)] {
            var history = TestHistory<BoundedHold>()
            history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
            history.tell(.paused(agent: 0), at: 1_000)
            if isSevering { history.tell(.severing(agent: 0, canCut: true), at: 58_000) }
            history.tell(.agentStopped(agent: 0, isStopped: true), at: isSevering ? 58_000 : 2_000)
            history.wait(from: 58_000, to: end)
            #expect(history.complaint == nil)
            history.wait(from: end, to: end + 2_000)
            #expect(history.complaint != nil)
        }
    }

    @Test("S3 excuses a hold while the pooler is stopped, and reports one that goes on afterwards")
    func standsStill() {
        var history = TestHistory<BoundedHold>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.paused(agent: 0), at: 1_000)
        history.tell(.stoodStill(agent: 0, isStill: true), at: 2_000)
        history.wait(from: 2_000, to: 80_000)
        history.tell(.stoodStill(agent: 0, isStill: false), at: 80_000)
        history.wait(from: 80_000, to: 84_400)
        #expect(history.complaint == nil)
        history.wait(from: 84_600, to: 85_000)
        #expect(history.complaint != nil)
    }

    @Test(
        "S3 reports a hold before a primary that only refuses writes, unless an operator asked for the hold",
        arguments: [false, true])
    func readOnlyHold(isAsked: Bool) {
        var history = TestHistory<BoundedHold>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 1)
        for moment in [Int64(1_000), 2_000] {
            let claim = Claim(server: 0, isReadOnly: true, timeline: 3)
            history.tell(.observed(agent: 0, address: 0, claim: claim), at: moment)
        }
        if isAsked { history.tell(.askedToHold(agent: 0), at: 2_000) }
        history.tell(.paused(agent: 0), at: 2_100)
        #expect((history.complaint == nil) == isAsked)
    }

    @Test(
        "S3 accepts a hold while the member of the route, which refuses writes, is not the fence's owner or has come back with less",
        arguments: [(0, 1, true), (1, 1, false), (0, 2, false)] as [(Int, UInt64, Bool)])
    func readOnlyRival(owner: Int, lsn: UInt64, isPrimary: Bool) {
        var history = TestHistory<BoundedHold>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 1)
        let fence = Fence(
            systemIdentifier: SystemIdentifier(7_000), timeline: Timeline(3),
            owner: MemberID(address: .v4(1), port: 1), lsn: LSN(bytes: lsn))
        history.tell(.raised(agent: 0, fence: fence, owner: owner), at: 2)
        for moment in [Int64(1_000), 2_000] {
            let claim = Claim(server: 0, isReadOnly: true, timeline: 3, lsn: 1)
            history.tell(.observed(agent: 0, address: 0, claim: claim), at: moment)
        }
        history.tell(.paused(agent: 0), at: 2_100)
        #expect((history.complaint != nil) == isPrimary)
    }

    @Test("S3 gives a stopped agent's hold no time for connections that were cut before the hold began")
    func severedBefore() {
        var history = TestHistory<BoundedHold>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.severing(agent: 0, canCut: true), at: 900)
        history.tell(.paused(agent: 0), at: 1_000)
        history.tell(.agentStopped(agent: 0, isStopped: true), at: 58_000)
        history.tell(.severing(agent: 0, canCut: true), at: 58_000)
        history.wait(from: 58_000, to: 66_000)
        #expect(history.complaint == nil)
        history.wait(from: 66_000, to: 69_000)
        #expect(history.complaint != nil)
    }

    @Test("S3 accepts two short holds and reports a long one even on an impeded host")
    func shortHolds() {
        var history = TestHistory<BoundedHold>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        for begin in [Int64(1_000), 16_000] {
            history.tell(.paused(agent: 0), at: begin)
            history.wait(from: begin, to: begin + 14_000)
            history.tell(.resumed(agent: 0), at: begin + 14_100)
        }
        #expect(history.complaint == nil)
        history.tell(.impeded(agent: 0, isImpeded: true), at: 40_000)
        history.tell(.paused(agent: 0), at: 40_000)
        history.wait(from: 40_000, to: 130_000)
        #expect(history.complaint != nil)
    }
}
