package import LinuxReactor
import PointsmanCore
import PostgresClient

/// Runs a scenario on the real cluster, under writers, and measures it; afterwards the cluster is whole again.
@Reactor
package struct Drill {
    private let stack: LabStack
    private let writers: Int
    private let story: (String) -> Void

    package init(on stack: LabStack, writers: Int, story: @escaping (String) -> Void) {
        self.stack = stack
        self.writers = writers
        self.story = story
    }

    package func run(_ scenario: Scenario) async throws(LabError) -> DrillFigures {
        let run = try await DrillRun(scenario, on: stack, writers: writers, story: story)
        let history = try await run.perform()
        let figures = DrillFigures(scenario.name, history)
        tell(figures, of: history)
        try await stack.cluster.heal()
        try await stack.agent.isReady()
        return figures
    }

    private func tell(_ figures: DrillFigures, of history: DrillHistory) {
        let accepted = figures.withoutPrimaryMs
        if let reroute = figures.rerouteMs {
            story("t₀ + \((accepted + reroute).inTenths) ms: first commit through the pooler, \(reroute) ms later")
        }
        if let back = figures.allBackMs {
            story("t₀ + \((accepted + back).inTenths) ms: all \(history.writers) writers are back, \(back) ms later")
        } else {
            story("not all of the \(history.writers) writers came back")
        }
    }
}
