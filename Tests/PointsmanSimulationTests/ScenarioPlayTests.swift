import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("Drills in the model")
struct ScenarioPlayTests {
    @Test("each goes as it must, and every checker judges it", arguments: Scenario.all.filter { $0.unmodelled == nil })
    func play(scenario: Scenario) {
        let played = Simulation.play(scenario)
        #expect(played.faults == [])
        #expect(played.judgements.judges.count == Checkers.all.count)
        #expect(played.history.entries.contains { $0.fact.kind == .settled })
    }

    @Test("one whose expectation is not met is told of")
    func unmet() {
        var scenario = Scenario.crash
        scenario.expectation.path = [.primary, .other]
        #expect(
            Simulation.play(scenario).faults == ["writes went primary → candidate instead of primary → other"])
    }
}
