import PointsmanScenarios
import Testing

@Suite("S1, the checker of writes on a server seen as unfit")
struct ObservedWritesTests {
    /// What an agent whose pooler was set to server 0 on timeline 3 sees at 1000 ms.
    enum Sight: CaseIterable {
        case standby, foreign, stale, rolledBack, splitBrain

        var claims: [Claim] {
            switch self {
            case .standby: [claim(0, standby: true)]
            case .foreign: [claim(0, ours: false)]
            case .stale: [claim(0, timeline: 2)]
            case .rolledBack: [claim(0, lsn: 50, run: 2)]
            case .splitBrain: [claim(0), claim(1)]
            }
        }
    }

    private func history(_ sight: Sight, begun: Int64, committed: Int64) -> TestHistory<ObservedWrites> {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 200)
        for (address, claim) in sight.claims.enumerated() {
            history.tell(.observed(agent: 0, address: address, claim: claim), at: 1_000)
        }
        // A server commits on the timeline that it is on.
        let timeline: UInt32 = sight == .stale ? 2 : 3
        history.tell(.committed(agent: 0, server: 0, timeline: timeline, begun: .milliseconds(begun)), at: committed)
        return history
    }

    @Test("S1 reports a write that began after the server was seen as unfit", arguments: Sight.allCases)
    func told(sight: Sight) {
        // One that a standby took can only be on the timeline that it was seen on.
        #expect(history(sight, begun: 1_200, committed: 1_210).complaint != nil)
    }

    @Test(
        "S1 accepts a write on a server that was promoted since it was seen as stale", arguments: [2, 3, 4] as [UInt32])
    func promotedSince(timeline: UInt32) {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0, timeline: 2)), at: 1_000)
        history.tell(.committed(agent: 0, server: 0, timeline: timeline, begun: .milliseconds(1_200)), at: 1_210)
        #expect((history.complaint == nil) == (timeline > 2))
    }

    @Test(
        "S1 accepts that an agent which goes on reads what was sent before it was stopped",
        arguments: [0, 1] as [Int64])
    func wentOn(later: Int64) {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.agentStopped(agent: 0, isStopped: true), at: 200)
        history.tell(.agentStopped(agent: 0, isStopped: false), at: 1_000)
        for (address, claim) in Sight.splitBrain.claims.enumerated() {
            history.tell(.observed(agent: 0, address: address, claim: claim), at: 1_000 + later)
        }
        history.tell(.committed(agent: 0, server: 0, timeline: 3, begun: .milliseconds(1_200)), at: 1_210)
        #expect((history.complaint == nil) == (later == 0))
    }

    @Test("S1 accepts a write through a pooler that starts anew, or is let go by a guard, while its agent can't act")
    func unattended() {
        for (fact, isAllowed) in [
            (Fact.poolerStarted(agent: 0), true), (.consoleLost(agent: 0), true), (.healed, false),
        ] {
            var history = TestHistory<ObservedWrites>()
            history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0, timeline: 2)), at: 1_000)
            history.tell(fact, at: 1_150)
            history.tell(.committed(agent: 0, server: 0, timeline: 2, begun: .milliseconds(1_200)), at: 1_210)
            #expect((history.complaint == nil) == isAllowed)
        }
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0, timeline: 2)), at: 1_000)
        history.tell(.agentStopped(agent: 0, isStopped: true), at: 1_100)
        history.tell(.poolerStarted(agent: 0), at: 1_200)
        history.tell(.committed(agent: 0, server: 0, timeline: 2, begun: .milliseconds(1_900)), at: 1_910)
        #expect(history.complaint == nil)
    }

    @Test("S1 accepts a write that began before the server was seen as unfit", arguments: Sight.allCases)
    func open(sight: Sight) {
        #expect(history(sight, begun: 1_050, committed: 1_900).complaint == nil)
    }

    @Test("S1 accepts a write if the unfit observation is old", arguments: Sight.allCases)
    func old(sight: Sight) {
        #expect(history(sight, begun: 4_000, committed: 4_010).complaint == nil)
    }

    @Test("S1 accepts a write if the latest probe showed the server fit again or got no answer")
    func otherwise() {
        for latest in [claim(0, lsn: 200), nil] {
            var history = TestHistory<ObservedWrites>()
            history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0, standby: true)), at: 1_000)
            history.tell(.observed(agent: 0, address: 0, claim: latest), at: 1_300)
            history.tell(.committed(agent: 0, server: 0, timeline: 3, begun: .milliseconds(1_400)), at: 1_410)
            #expect(history.complaint == nil)
        }
    }

    @Test(
        "S1 accepts a write once the guard of a stopped agent has released clients, and reports it before",
        arguments: [true, false])
    func released(isReleased: Bool) {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0, timeline: 2)), at: 1_000)
        history.tell(.agentStopped(agent: 0, isStopped: true), at: 1_050)
        if isReleased { history.tell(.resumed(agent: 0), at: 1_100) }
        history.tell(.committed(agent: 0, server: 0, timeline: 2, begun: .milliseconds(1_200)), at: 1_210)
        #expect((history.complaint == nil) == isReleased)
    }

    @Test("S1 ignores an older observation of the same server run that comes through a slower address")
    func olderWord() {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 1_000)
        history.tell(.observed(agent: 0, address: 1, claim: claim(0, lsn: 50)), at: 1_001)
        history.tell(.observed(agent: 0, address: 0, claim: nil), at: 1_002)
        history.tell(.committed(agent: 0, server: 0, timeline: 3, begun: .milliseconds(1_200)), at: 1_210)
        #expect(history.complaint == nil)
    }

    @Test("S1 ignores writes of another agent's pooler and writes of a later timeline")
    func others() {
        var history = TestHistory<ObservedWrites>()
        history.tell(.observed(agent: 0, address: 0, claim: claim(0, standby: true)), at: 1_000)
        history.tell(.committed(agent: 1, server: 0, timeline: 3, begun: .milliseconds(1_400)), at: 1_410)
        history.tell(.committed(agent: 0, server: 0, timeline: 4, begun: .milliseconds(1_400)), at: 1_410)
        #expect(history.complaint == nil)
    }
}
