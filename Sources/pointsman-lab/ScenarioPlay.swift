import ArgumentParser
import PointsmanScenarios
import PointsmanSimulation

/// Drills in the model.
enum ScenarioPlay {
    /// - Throws: 1 where one is not as it must be.
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

    /// What happens, but for each answer and each write.
    private static func tell(_ line: String) {
        guard !line.contains(" ← "), !line.contains("fact committed"), !line.contains("fact acknowledged") else {
            return
        }
        Output.line(line)
    }
}
