import PointsmanLab
import PointsmanScenarios
import Testing

@Suite("A drill's verdict")
struct DrillVerdictTests {
    private func verdict(
        _ history: DrillHistory, _ expectation: Scenario.Expectation = .init(), targets: Scenario.Targets = .init()
    ) -> DrillVerdict {
        var scenario = Scenario.crash
        scenario.expectation = expectation
        scenario.targets = targets
        return DrillVerdict(DrillFigures("crash", history), history, of: scenario)
    }

    private func held(_ rule: String, isReady: Bool = false) -> AgentDecision {
        AgentDecision(line: "writes are held (rule \(rule): X); \(isReady ? "ready" : "not ready: why")")!
    }

    @Test("is ok where nothing is wrong and every target is met")
    func allWell() {
        let verdict = verdict(history(sound), targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0))
        #expect(verdict.text == "ok")
        #expect(verdict.word == "ok")
    }

    @Test("a missed target makes it slow, not a failure")
    func slow() {
        let verdict = verdict(history(sound), targets: .init(rerouteMs: 7, allBackMs: 30))
        #expect(verdict.isSound)
        #expect(verdict.word == "slow")
        #expect(verdict.text == "reroute 8 > 7 ms")
    }

    @Test("a lost write is a failure, but for the writes of the side that must lose")
    func loss() {
        var history = history(sound)
        history.ledger[entry(1, 0)] = nil
        history.names = [old: .other, new: .candidate]
        #expect(verdict(history).faults == ["1 acknowledged and lost by other"])
        #expect(verdict(history, .init(loser: .other)).isSound)
        history.ledger[entry(1, 1)] = nil
        #expect(verdict(history, .init(loser: .other)).faults == ["1 acknowledged and lost by candidate"])
    }

    @Test("a write that a server of unknown name acknowledged and that is lost is never excused")
    func unknown() {
        var history = history(sound)
        history.ledger[entry(1, 0)] = nil
        #expect(!verdict(history, .init(loser: .other)).isSound)
    }

    @Test("a stale or a doubled write is a failure")
    func stale() {
        var history = history(sound + [acknowledged(1, 2, by: old, sent: 2030, ended: 2033)])
        history.ledger[entry(0, 0)] = 2
        #expect(verdict(history).faults == ["1 acknowledged when stale", "1 written twice"])
    }

    @Test("writes must take the way that was asked for, once")
    func path() {
        var history = history(sound)
        history.expectedPath = ["iad", "fra"]
        history.path = ["iad", "fra"]
        #expect(verdict(history).isSound)
        history.path = ["iad", "ams", "fra"]
        #expect(verdict(history).faults == ["writes went iad → ams → fra instead of iad → fra"])
    }

    @Test("the agent must have named the rule and said that it is not ready")
    func rules() {
        var history = history(sound)
        let expectation = Scenario.Expectation(rules: ["contested"], isUnready: true)
        history.decisions = [held("suspect", isReady: true)]
        #expect(
            verdict(history, expectation).faults == [
                "the agent never spoke of rule contested", "the agent stayed ready",
            ])
        history.decisions = [held("contested")]
        #expect(verdict(history, expectation).isSound)
    }

    @Test("the agent must have said that it is degraded, and not that it is not ready")
    func degraded() {
        var history = history(sound)
        let expectation = Scenario.Expectation(isDegraded: true)
        history.decisions = [held("hold")]
        #expect(
            verdict(history, expectation).faults == ["the agent was never degraded", "the agent was not ready"])
        history.decisions = [AgentDecision(line: "writes are held (rule hold: X); degraded: why")!]
        #expect(verdict(history, expectation).isSound)
    }

    @Test("writers must be back, see no other errors than those that were asked for, and no longer gap")
    func writers() {
        let missing = history(sound, writers: 3)
        #expect(verdict(missing).faults == ["not all came back"])
        #expect(verdict(missing, .init(isBack: false)).isSound)
        let full = Failure(phase: .statement, sqlState: "53100", message: "could not extend file")
        let failing = history(sound + [failed(0, 9, full, sent: 2100, ended: 2101)])
        #expect(verdict(failing, .init(errorStates: ["53100"])).isSound)
        #expect(verdict(failing, .init(errorStates: ["25006"])).faults == ["errors 53100"])
        #expect(verdict(history(sound), .init(longestGapMs: 1000)).faults == ["a gap of 1105 ms"])
    }

    @Test("what a drill has left broken is a failure too")
    func added() {
        var verdict = verdict(history(sound))
        verdict.add(fault: "not well afterwards")
        #expect(verdict.text == "FAILED: not well afterwards")
    }
}
