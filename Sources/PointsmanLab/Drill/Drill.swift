package import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PointsmanRecording
package import PointsmanScenarios
import PostgresClient

/// Runs a scenario on the real cluster under load, and measures it; afterwards the cluster is repaired.
@Reactor
package struct Drill {
    private let stack: LabStack
    private let writers: Int
    private let databases: [String]
    private let story: (String) -> Void

    /// - Parameter databases: PgBouncer's names of the database, which the clients use in turn.
    package init(
        on stack: LabStack, writers: Int, databases: [String] = ["app"], story: @escaping (String) -> Void
    ) {
        self.databases = databases
        self.stack = stack
        self.writers = writers
        self.story = story
    }

    package func run(_ scenario: Scenario) async throws(LabError) -> DrillOutcome {
        if let obstacle = scenario.obstacle { throw LabError(obstacle) }
        if scenario.needsRegions, stack.regions == nil {
            throw LabError("drill \(scenario.name) needs a lab with regions: `pointsman-lab up --regions` makes one")
        }
        let run = try await DrillRun(
            scenario, on: stack, writers: writers, databases: databases, story: story)
        var history: DrillHistory
        do {
            history = try await run.perform()
        } catch {
            await run.undo()
            throw error
        }
        await run.undo()
        var fault: String?
        do {
            try await makeWhole()
            try await run.settle(&history)
        } catch {
            fault = "not well afterwards: \(error.firstLine)"
        }
        let began = run.stopwatch.began
        // The recorder writes twice a second.
        await Reactor.sleep(until: .now + .seconds(1))
        let recording = await DrillRecording.read(
            "\(stack.agent.stateFolder)/recorder", since: WallTime(microseconds: began / 1_000))
        history.facts.add(recorded: recording.sights, isWhole: recording.isWhole)
        var outcome = DrillOutcome(of: scenario, history)
        outcome.take(recording, DrillAttribution(recording, history, began: began))
        tell(outcome, of: history)
        if let fault { outcome.verdict.add(fault: fault) }
        return outcome
    }

    /// Repairs the lab, and waits for the agent: one that is not ready then never will be.
    private func makeWhole() async throws(LabError) {
        if !stack.resolver.isRunning { try stack.resolver.start() }
        try await stack.cluster.heal()
        if !stack.agent.isRunning { try stack.agent.start() }
        try await stack.agent.isReady(within: .seconds(30))
    }

    private func tell(_ outcome: DrillOutcome, of history: DrillHistory) {
        let figures = outcome.figures
        if history.moves.count == 1, let accepted = figures.withoutPrimaryMs {
            if let reroute = figures.rerouteMs {
                story("t₀ + \((accepted + reroute).inTenths) ms: first commit through the pooler, \(reroute) ms later")
            }
            if let back = figures.allBackMs {
                story(
                    "t₀ + \((accepted + back).inTenths) ms: all \(history.writers) writers are back, \(back) ms later")
            } else {
                story("not all of the \(history.writers) writers came back")
            }
        }
        story("the agent spoke of: \(outcome.rules.joined(separator: ", "))")
        story("writes went: \(outcome.path.joined(separator: " → "))")
        if let attribution = outcome.attribution { story("the time without writes was: \(attribution.text)") }
        for (name, count) in outcome.lostBy.sorted(by: { $0.key < $1.key }) {
            story("lost: \(count) that \(name) had acknowledged")
        }
    }
}
