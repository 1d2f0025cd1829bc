import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checker of planned moves")
struct SilentMoveTests {
    /// A move of ten seconds, for which both agents are drained.
    private static func drained(at moment: Int64 = 1_100) -> TestHistory<SilentMove> {
        var history = TestHistory<SilentMove>()
        history.tell(.moveAsked(agent: 0, span: .seconds(10)), at: 1_000)
        for agent in 0...1 { history.tell(.drainedForMove(agent: agent, isDrained: true), at: moment) }
        return history
    }

    @Test("S8 reports a failed transaction in a prepared move, and excuses an ended agent, pooler or move")
    func failed() {
        for isPrepared in [true, false] {
            var history = Self.drained()
            if isPrepared { history.tell(.movePrepared(agent: 0, unheld: []), at: 1_500) }
            history.tell(.transactionFailed(agent: 1), at: 3_000)
            #expect((history.complaint != nil) == isPrepared)
        }
        for excuse: Fact in [
            .agentEnded(agent: 1), .agentStopped(agent: 1, isStopped: true), .moveOver(agent: 0),
            .policyTaken(agent: 1, Policy()), .poolerEnded(agent: 1),
        ] {
            var history = Self.drained()
            history.tell(.movePrepared(agent: 0, unheld: []), at: 1_500)
            history.tell(excuse, at: 2_000)
            history.tell(.transactionFailed(agent: 1), at: 3_000)
            #expect(history.complaint == nil, "\(excuse)")
        }
    }

    @Test("S8 reports a move that is called prepared while an instance does not hold")
    func unheld() {
        var history = Self.drained()
        history.tell(.movePrepared(agent: 0, unheld: [1]), at: 1_500)
        #expect(history.complaint == "agent 0 says prepared, and agent 1 does not hold")
    }

    @Test("S8 reports an instance drained too long without a prepared move (over drain_timeout and a second)")
    func tooLong() {
        for (end, isPrepared, isTold) in [
            (7_000 as Int64, false, false), (9_000, false, true), (9_000, true, false),
        ] {
            var history = Self.drained()
            if isPrepared { history.tell(.movePrepared(agent: 0, unheld: []), at: 1_500) }
            history.wait(from: 1_600, to: end)
            #expect((history.complaint != nil) == isTold)
        }
    }

    @Test("S8 reports an instance that drains without a move, and one that is left drained")
    func stray() {
        var history = TestHistory<SilentMove>()
        history.tell(.drainedForMove(agent: 0, isDrained: true), at: 30_000)
        #expect(history.complaint == "agent 0 drains for a move that is long over")
        var left = Self.drained()
        left.tell(.movePrepared(agent: 0, unheld: []), at: 1_500)
        left.tell(.settled(agent: 0, isReady: true, expected: 0, actual: 0), at: 2_000)
        #expect(left.complaint == "agent 0 is left drained")
    }
}
