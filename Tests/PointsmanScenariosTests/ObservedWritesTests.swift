import PointsmanScenarios
import Testing

@Suite("S1, writes on a server seen as unfit")
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
        history.tell(.committed(agent: 0, server: 0, timeline: 3, begun: .milliseconds(begun)), at: committed)
        return history
    }

    @Test("are told", arguments: Sight.allCases)
    func told(sight: Sight) {
        // One that a standby took can only be on the timeline that it was seen on.
        #expect(history(sight, begun: 1_200, committed: 1_210).complaint != nil)
    }

    @Test("may end where they had begun before it was seen", arguments: Sight.allCases)
    func open(sight: Sight) {
        #expect(history(sight, begun: 1_050, committed: 1_900).complaint == nil)
    }

    @Test("are no matter where what was seen is old", arguments: Sight.allCases)
    func old(sight: Sight) {
        #expect(history(sight, begun: 4_000, committed: 4_010).complaint == nil)
    }

    @Test("are no matter where the latest probe has shown it fit again, or nothing")
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
        "are no matter once a guard has let clients go since its agent is stopped, and are as long as it has not",
        arguments: [true, false])
    func released(isReleased: Bool) {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0, timeline: 2)), at: 1_000)
        history.tell(.agentStopped(agent: 0, isStopped: true), at: 1_050)
        if isReleased { history.tell(.resumed(agent: 0), at: 1_100) }
        history.tell(.committed(agent: 0, server: 0, timeline: 3, begun: .milliseconds(1_200)), at: 1_210)
        #expect((history.complaint == nil) == isReleased)
    }

    @Test("are no matter where an older word of the same run comes by a slower address")
    func olderWord() {
        var history = TestHistory<ObservedWrites>()
        history.tell(.set(agent: 0, server: 0, timeline: 3), at: 100)
        history.tell(.observed(agent: 0, address: 0, claim: claim(0)), at: 1_000)
        history.tell(.observed(agent: 0, address: 1, claim: claim(0, lsn: 50)), at: 1_001)
        history.tell(.observed(agent: 0, address: 0, claim: nil), at: 1_002)
        history.tell(.committed(agent: 0, server: 0, timeline: 3, begun: .milliseconds(1_200)), at: 1_210)
        #expect(history.complaint == nil)
    }

    @Test("of another agent's pooler are no matter, nor those that a promotion has made possible since")
    func others() {
        var history = TestHistory<ObservedWrites>()
        history.tell(.observed(agent: 0, address: 0, claim: claim(0, standby: true)), at: 1_000)
        history.tell(.committed(agent: 1, server: 0, timeline: 3, begun: .milliseconds(1_400)), at: 1_410)
        history.tell(.committed(agent: 0, server: 0, timeline: 4, begun: .milliseconds(1_400)), at: 1_410)
        #expect(history.complaint == nil)
    }
}
