import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("Drills in the model")
struct ScenarioPlayTests {
    @Test(
        "every drill that can be modelled meets its expectation in the model, and all checkers judge it",
        arguments: Scenario.all.filter { $0.unmodelled == nil })
    func play(scenario: Scenario) {
        let played = Simulation.play(scenario)
        #expect(played.faults == [])
        #expect(played.judgements.judges.count == Checkers.all.count)
        #expect(played.history.entries.contains { $0.fact.kind == .settled })
    }

    @Test("a drill in the model reports an expectation that is not met")
    func unmet() {
        var scenario = Scenario.crash
        scenario.expectation.path = [.primary, .other]
        #expect(
            Simulation.play(scenario).faults == ["writes went primary → candidate instead of primary → other"])
    }
}
