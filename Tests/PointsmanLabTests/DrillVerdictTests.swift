import PointsmanLab
import PointsmanLoad
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
        let facts = history.facts.history
        return DrillVerdict(DrillFigures("crash", history), history, facts, facts.judgements, of: scenario)
    }

    @Test("a drill's verdict is ok if nothing is wrong and every target is met")
    func allWell() {
        let verdict = verdict(history(sound), targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0))
        #expect(verdict.text == "ok")
        #expect(verdict.word == "ok")
    }

    @Test("a missed target makes a drill slow, not failed")
    func slow() {
        let verdict = verdict(history(sound), targets: .init(rerouteMs: 7, allBackMs: 30))
        #expect(verdict.isSound)
        #expect(verdict.word == "slow")
        #expect(verdict.text == "reroute 8 > 7 ms")
    }

    @Test("a lost write fails a drill unless the side that must lose had acknowledged it")
    func loss() {
        var history = history(sound)
        history.ledger[entry(1, 0)] = nil
        history.names = [old: .other, new: .candidate]
        #expect(verdict(history).faults == ["1 acknowledged and lost by other"])
        #expect(verdict(history, .init(loser: .other)).isSound)
        history.ledger[entry(1, 1)] = nil
        #expect(verdict(history, .init(loser: .other)).faults == ["1 acknowledged and lost by candidate"])
    }

    @Test("a lost write is never excused if an unknown server acknowledged it")
    func unknown() {
        var history = history(sound)
        history.ledger[entry(1, 0)] = nil
        #expect(!verdict(history, .init(loser: .other)).isSound)
    }

    @Test("a stale or duplicate write fails a drill")
    func stale() {
        var history = history(sound + [acknowledged(1, 2, by: old, sent: 2030, ended: 2033)])
        history.ledger[entry(0, 0)] = 2
        #expect(verdict(history).faults == ["1 acknowledged when stale", "1 written twice"])
    }

    @Test("an unmet expectation and a violated checker each fail a drill")
    func facts() {
        var history = history(sound)
        history.facts.add(.moved(agent: 0, server: 0, timeline: 2), at: .zero)
        #expect(verdict(history, .init(path: [.primary])).isSound)
        #expect(verdict(history, .init(path: [.candidate])).faults == ["writes went primary instead of candidate"])
        history.facts.add(.moved(agent: 0, server: 1, timeline: 3), at: .seconds(1))
        history.facts.add(.moved(agent: 0, server: 0, timeline: 2), at: .seconds(2))
        #expect(verdict(history).faults.map { $0.prefix(3) } == ["L3:"])
    }

    @Test("a missing writer, an unexpected error or a gap over the limit fails a drill")
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

    @Test("a fault found after a drill fails it")
    func added() {
        var verdict = verdict(history(sound))
        verdict.add(fault: "not well afterwards")
        #expect(verdict.text == "FAILED: not well afterwards")
    }
}
