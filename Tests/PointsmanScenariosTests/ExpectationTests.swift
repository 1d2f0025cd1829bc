import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("A scenario's expectations of its history")
struct ExpectationTests {
    private func faults(_ expectation: Scenario.Expectation, _ facts: Fact...) -> [String] {
        let entries = facts.map { History.Entry(.zero, $0) }
        return expectation.faults(in: History(agents: 1, policy: .drills, entries))
    }

    @Test("an expectation reports writes that did not take the expected path")
    func path() {
        let expected = Scenario.Expectation(path: [.primary, .candidate])
        #expect(
            faults(expected, .moved(agent: 0, server: 0, timeline: 3), .moved(agent: 0, server: 1, timeline: 4)) == [])
        let round = faults(
            expected, .moved(agent: 0, server: 0, timeline: 3), .moved(agent: 0, server: nil, timeline: 0),
            .moved(agent: 0, server: 2, timeline: 3), .moved(agent: 0, server: 1, timeline: 4))
        #expect(round == ["writes went primary → other → candidate instead of primary → candidate"])
    }

    @Test("an expectation ignores where writes go after the faults were healed")
    func healed() {
        let expected = Scenario.Expectation(path: [.primary])
        #expect(
            faults(
                expected, .moved(agent: 0, server: 0, timeline: 3), .healed, .moved(agent: 0, server: 1, timeline: 4))
                == [])
    }

    @Test("an expectation reports an agent that did not name the rule or stayed ready")
    func rules() {
        let expected = Scenario.Expectation(rules: ["contested"], isUnready: true)
        #expect(
            faults(expected, .decided(agent: 0, rule: "suspect"), .spoke(agent: 0, isReady: true)) == [
                "the agent never spoke of rule contested", "the agent stayed ready",
            ])
        #expect(
            faults(
                expected, .spoke(agent: 0, isReady: true), .decided(agent: 0, rule: "contested"),
                .spoke(agent: 0, isReady: false)) == [])
    }

    @Test("an expectation reports an agent that was never degraded or was not ready")
    func degraded() {
        let expected = Scenario.Expectation(isDegraded: true)
        #expect(
            faults(expected, .spoke(agent: 0, isReady: true), .spoke(agent: 0, isReady: false)) == [
                "the agent was never degraded", "the agent was not ready",
            ])
        #expect(
            faults(expected, .spoke(agent: 0, isReady: false), .spoke(agent: 0, isReady: true, isDegraded: true)) == [])
    }
}
