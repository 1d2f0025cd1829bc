import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checkers of safety")
struct SafetyCheckerTests {
    private func fence(_ timeline: UInt32, owner: UInt32 = 1, lsn: UInt64 = 100, cluster: UInt64 = 7) -> Fence {
        Fence(
            systemIdentifier: SystemIdentifier(cluster), timeline: Timeline(timeline),
            owner: MemberID(address: .v4(owner), port: 5432), lsn: LSN(bytes: lsn))
    }

    @Test("S2 reports a fence that falls in any way, also over a restart")
    func fences() {
        let worse = [fence(2), fence(3, owner: 2), fence(3, lsn: 99), fence(4, cluster: 8)]
        for fence in worse {
            for isRestarted in [false, true] {
                var history = TestHistory<RisingFence>()
                history.tell(.raised(agent: 0, fence: self.fence(3), owner: 0), at: 1)
                history.tell(.acknowledged(agent: 0, server: 0, timeline: 3), at: 2)
                history.tell(.saved(agent: 0, fence: self.fence(3)), at: 2)
                if isRestarted { history.tell(.agentStarted(agent: 0, keepsFence: true), at: 3) }
                history.tell(.raised(agent: 0, fence: fence, owner: nil), at: 4)
                #expect(history.complaint != nil)
            }
        }
    }

    @Test(
        "S2 accepts a new owner of a timeline only if no write was acknowledged there", arguments: [2, 3] as [UInt32])
    func openOwner(timeline: UInt32) {
        var history = TestHistory<RisingFence>()
        history.tell(.acknowledged(agent: 0, server: 0, timeline: timeline), at: 1)
        history.tell(.raised(agent: 0, fence: fence(3), owner: 0), at: 2)
        history.tell(.raised(agent: 0, fence: fence(3, owner: 2), owner: 1), at: 3)
        #expect((history.complaint == nil) == (timeline == 2))
    }

    @Test("S2 accepts a fence that rises, and one that starts anew after it was lost")
    func risingFences() {
        var history = TestHistory<RisingFence>()
        history.tell(.raised(agent: 0, fence: fence(3), owner: nil), at: 1)
        history.tell(.raised(agent: 0, fence: fence(3, lsn: 200), owner: nil), at: 2)
        history.tell(.raised(agent: 0, fence: fence(5, owner: 2, lsn: 1), owner: nil), at: 3)
        history.tell(.agentStarted(agent: 0, keepsFence: false), at: 4)
        history.tell(.raised(agent: 0, fence: fence(3), owner: nil), at: 5)
        #expect(history.complaint == nil)
    }

    @Test(
        "S2 accepts one lower fence after an operator's adopt, only for the member that he named",
        arguments: [1, 2] as [UInt32])
    func lowered(owner: UInt32) {
        let world = { (address: Int) in MemberID(address: .v4(0x0A00_0001 + UInt32(address)), port: 5432) }
        var lower = fence(2, lsn: 10, cluster: 8)
        lower.owner = world(1)
        var history = TestHistory<RisingFence>()
        history.tell(.raised(agent: 0, fence: fence(3), owner: nil), at: 1)
        history.tell(.toldToAdopt(agent: 0, address: Int(owner)), at: 2)
        history.tell(.raised(agent: 0, fence: lower, owner: nil), at: 2)
        #expect((history.complaint == nil) == (owner == 1))
        lower.timeline = Timeline(1)
        history.tell(.raised(agent: 0, fence: lower, owner: nil), at: 3)
        #expect(history.complaint != nil)
    }

    @Test("S2 accepts one new fence after an operator's reset")
    func reset() {
        var history = TestHistory<RisingFence>()
        history.tell(.raised(agent: 0, fence: fence(3), owner: nil), at: 1)
        history.tell(.toldToReset(agent: 0), at: 2)
        history.tell(.raised(agent: 0, fence: fence(2), owner: nil), at: 9)
        #expect(history.complaint == nil)
        history.tell(.raised(agent: 0, fence: fence(1), owner: nil), at: 10)
        #expect(history.complaint != nil)
    }

    /// A commit on server 1 after the primary became one that a fence on timeline 3 of server 0 refuses.
    private func afterWord(_ timeline: UInt32, cluster: UInt64, word: Fact?) -> String? {
        var history = TestHistory<WordFirst>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.raised(agent: 0, fence: fence(3), owner: 0), at: 1)
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 2)
        history.tell(.wordNeeded(agent: 0), at: 1_000)
        if let word { history.tell(word, at: 2_000) }
        history.tell(
            .committed(agent: 0, server: 1, timeline: timeline, begun: .milliseconds(3_000), cluster: cluster),
            at: 3_010)
        return history.complaint
    }

    @Test(
        "the word checker reports a write on a primary that the fence refuses until the operator accepts it",
        arguments: [(9, 8), (2, 7), (3, 7), (4, 7)] as [(UInt32, UInt64)])
    func word(timeline: UInt32, cluster: UInt64) {
        let isRefused = cluster != 7 || timeline <= 3
        #expect((afterWord(timeline, cluster: cluster, word: nil) != nil) == isRefused)
        #expect(afterWord(timeline, cluster: cluster, word: .toldToAdopt(agent: 0, address: 1)) == nil)
        #expect(afterWord(timeline, cluster: cluster, word: .toldToReset(agent: 0)) == nil)
        let elsewhere = afterWord(timeline, cluster: cluster, word: .toldToReset(agent: 1))
        #expect((elsewhere != nil) == isRefused)
    }

    /// An order to lead writes to server 1, on timeline 4 when server 0 was adopted on timeline 3, after `facts`.
    private func afterAdoption(_ facts: [Fact]) -> String? {
        var history = TestHistory<KeptWord>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 1)
        history.tell(.observed(agent: 0, address: 1, claim: claim(1, timeline: 4)), at: 2)
        for (index, fact) in ([.toldToAdopt(agent: 0, address: 0)] + facts).enumerated() {
            history.tell(fact, at: Int64(3 + index))
        }
        history.tell(.orderedReads(agent: 0, address: 1, primary: 1, timeline: 4), at: 99)
        return history.complaint
    }

    @Test("the kept-word checker reports writes to a member that the operator passed over, until his next word")
    func keptWord() {
        var restarted = claim(1, timeline: 4)
        restarted.run = 2
        var fence = fence(3)
        fence.disownedMicroseconds = [1]
        let restart = [
            Fact.agentStarted(agent: 0, keepsFence: true),
            .observed(agent: 0, address: 1, claim: claim(1, timeline: 4)),
        ]
        #expect(afterAdoption([]) != nil)
        #expect(afterAdoption([.saved(agent: 0, fence: fence)] + restart) != nil)
        #expect(afterAdoption(restart) == nil)
        #expect(afterAdoption([.toldToReset(agent: 0)]) == nil)
        #expect(afterAdoption([.toldToAdopt(agent: 0, address: 1)]) == nil)
        #expect(afterAdoption([.observed(agent: 0, address: 1, claim: restarted)]) == nil)
    }

    @Test(
        "the sever checker reports dropped waiting clients only if single connections can be cut",
        arguments: [true, false])
    func cut(canCut: Bool) {
        var history = TestHistory<HarmlessCut>()
        history.tell(.dropped(agent: 0), at: 1)
        history.tell(.severing(agent: 0, canCut: canCut), at: 2)
        history.tell(.dropped(agent: 1), at: 3)
        #expect(history.complaint == nil)
        history.tell(.dropped(agent: 0), at: 4)
        #expect((history.complaint != nil) == canCut)

        history = TestHistory()
        history.tell(.severing(agent: 0, canCut: canCut), at: 1)
        history.tell(.severed(agent: 0), at: 2)
        history.tell(.dropped(agent: 0), at: 3)
        #expect(history.complaint == nil)
    }

    @Test("S2 reports a new fence that does not reach the disk, unless the agent is impeded", arguments: [false, true])
    func unsaved(isImpeded: Bool) {
        var history = TestHistory<RisingFence>()
        history.tell(.saved(agent: 0, fence: fence(3)), at: 1)
        history.tell(.impeded(agent: 0, isImpeded: isImpeded), at: 1)
        history.tell(.raised(agent: 0, fence: fence(4), owner: nil), at: 2)
        history.wait(from: 200, to: 3_000)
        #expect((history.complaint == nil) == isImpeded)
    }

    @Test("S4 reports READY before a canary has passed, and READY that outlives its route")
    func readiness() {
        var history = TestHistory<HonestReadiness>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 100)
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 200)
        history.tell(.spoke(agent: 0, isReady: true), at: 400)
        #expect(history.complaint != nil)

        for end in [Fact.paused(agent: 0), .moved(agent: 0, server: 1, timeline: 4), .poolerEnded(agent: 0)] {
            history = TestHistory()
            history.tell(.agentStarted(agent: 0, keepsFence: true), at: 100)
            history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 200)
            history.tell(.canaryPassed(agent: 0, server: 0), at: 300)
            history.tell(.spoke(agent: 0, isReady: true), at: 400)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 1_900)
            history.wait(from: 400, to: 2_000)
            #expect(history.complaint == nil)
            history.tell(end, at: 2_000)
            history.wait(from: 2_100, to: 2_600)
            #expect(history.complaint != nil)
        }
    }

    @Test("S4 reports READY on a primary that refuses writes or was not seen for long", arguments: [true, false])
    func readyOnWhat(isReadOnly: Bool) {
        var history = TestHistory<HonestReadiness>()
        history.tell(.agentStarted(agent: 0, keepsFence: true), at: 100)
        history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 200)
        history.tell(.canaryPassed(agent: 0, server: 0), at: 300)
        history.tell(.spoke(agent: 0, isReady: true), at: 400)
        history.wait(from: 400, to: 3_000)
        #expect(history.complaint == nil)
        if isReadOnly {
            history.tell(
                .observed(agent: 0, address: 0, claim: Claim(server: 0, isReadOnly: true, timeline: 3)), at: 3_000)
            history.wait(from: 3_000, to: 3_400)
        } else {
            history.tell(.observed(agent: 0, address: 1, claim: claim(1)), at: 3_000)
            history.wait(from: 3_000, to: 6_000)
        }
        #expect(history.complaint != nil)
    }

    @Test("S4 judges by the server that the canary reached, not by the one at the address when the pooler moved")
    func readyOnWhom() {
        for seen in [0, 5] {
            var history = TestHistory<HonestReadiness>()
            history.tell(.agentStarted(agent: 0, keepsFence: true), at: 100)
            history.tell(.moved(agent: 0, server: 5, timeline: 3), at: 200)
            history.tell(.canaryPassed(agent: 0, server: 0), at: 300)
            history.tell(.spoke(agent: 0, isReady: true), at: 400)
            for moment in stride(from: Int64(500), through: 8_000, by: 500) {
                history.tell(.observed(agent: 0, address: 0, claim: claim(seen)), at: moment)
                history.tell(.looked(agent: 0, possible: nil, actual: nil), at: moment)
            }
            #expect((history.complaint == nil) == (seen == 0))
        }
    }

    @Test("the calm checker reports an agent that has too many events a second")
    func calm() {
        var checkers = Checkers(agents: 1, policy: Policy())
        checkers.count(Checkers.mostEventsEach, at: .milliseconds(1_001))
        checkers.count(Checkers.mostEventsEach * 2, at: .milliseconds(1_950))
        #expect(checkers.violation == nil)
        checkers.count(Checkers.mostEventsEach * 3 + 1, at: .milliseconds(2_000))
        #expect(checkers.violation?.checker == "Calm")
    }

    @Test("S5 reports a write acknowledged on the old timeline after the pooler was set to the new one")
    func oldWrites() {
        var history = TestHistory<OldTimelineWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.acknowledged(agent: 0, server: 0, timeline: 3), at: 200)
        history.tell(.set(agent: 0, server: 1, timeline: 4), at: 300)
        history.tell(.acknowledged(agent: 0, server: 1, timeline: 4), at: 400)
        history.tell(.acknowledged(agent: 1, server: 0, timeline: 3), at: 400)
        #expect(history.complaint == nil)
        history.tell(.acknowledged(agent: 0, server: 0, timeline: 3), at: 500)
        #expect(history.complaint != nil)
    }
}
