import ArgumentParser
import PointsmanScenarios
import PointsmanSimulation

/// The drills in the model.
enum ScenarioPlay {
    /// - Throws: exit code 1 if one of them fails.
    static func run(_ name: String) throws {
        let isOne = name != "all"
        var trace: ((String) -> Void)?
        if isOne { trace = { line in tell(line) } }
        var isSound = true
        for scenario in Scenario.all where !isOne || scenario.name == name {
            if let reason = scenario.unmodelled {
                Output.line("\(scenario.name): not played: \(reason)")
                continue
            }
            let played = Simulation.play(scenario, trace: trace)
            if isOne { Output.line(played.judgements.text) }
            let verdict = played.faults.isEmpty ? "ok" : "FAILED: " + played.faults.joined(separator: "; ")
            Output.line("\(scenario.name): \(verdict)")
            isSound = isSound && played.faults.isEmpty
        }
        if !isSound { throw ExitCode(1) }
    }

    /// Prints an event, except single answers and writes.
    private static func tell(_ line: String) {
        guard !line.contains(" ← "), !line.contains("fact committed"), !line.contains("fact acknowledged") else {
            return
        }
        Output.line(line)
    }
}
