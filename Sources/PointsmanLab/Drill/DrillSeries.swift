import Glibc
package import LinuxReactor
package import PointsmanScenarios

/// Several drills in turn, in labs of their own: one lab for all that can share it, and a new one after a drill that
/// may have left traces, because it failed, or made the agent adopt a pooler or count its starts.
@Reactor
package final class DrillSeries {
    /// The result of one drill.
    package struct Entry: Sendable {
        package let scenario: Scenario
        package let outcome: DrillOutcome?
        /// Why there is no outcome; nil if there is one.
        package let error: String?
        /// Whether it could not run on this machine.
        package let isSkipped: Bool

        package init(_ scenario: Scenario, outcome: DrillOutcome? = nil, error: String? = nil, isSkipped: Bool = false)
        {
            self.scenario = scenario
            self.outcome = outcome
            self.error = error
            self.isSkipped = isSkipped
        }

        package var isSound: Bool { isSkipped || outcome?.verdict.isSound == true }
    }

    private var remaining: ArraySlice<Scenario>
    private let program: AgentProgram
    private let writers: Int
    private let place: LabPlace
    private let story: (String) -> Void
    private var lab: TemporaryLab?
    /// Whether a signal has come, so that later failures are due to it.
    package private(set) var isEnding = false

    package init(
        _ scenarios: [Scenario], agent: AgentProgram, writers: Int, at place: LabPlace,
        story: @escaping (String) -> Void
    ) {
        remaining = scenarios[...]
        program = agent
        self.writers = writers
        self.place = place
        self.story = story
    }

    /// Runs the next drill; nil after the last.
    package func next() async -> Entry? {
        guard !isEnding, let scenario = remaining.popFirst() else {
            await removeLab(keepingLogs: false)
            return nil
        }
        story("\n== \(scenario.name)")
        if let obstacle = scenario.obstacle {
            story(obstacle)
            return Entry(scenario, error: obstacle, isSkipped: true)
        }
        do {
            let stack = try await lab(for: scenario)
            let outcome = try await Drill(on: stack, writers: writers, story: story).run(scenario)
            story(DrillReport.text(of: outcome))
            if !outcome.verdict.isSound || scenario.killsPrograms {
                await removeLab(keepingLogs: !outcome.verdict.isSound)
            }
            return Entry(scenario, outcome: outcome)
        } catch {
            story("\(error)")
            await removeLab(keepingLogs: true)
            return Entry(scenario, error: error.firstLine)
        }
    }

    /// Waits for SIGINT or SIGTERM, removes the lab, and ends the program.
    package func removeOnSignal() async {
        guard let number = await EndingSignals.next() else { return }
        isEnding = true
        await lab?.remove()
        exit(128 + number)
    }

    private func lab(for scenario: Scenario) async throws(LabError) -> LabStack {
        let place = scenario.place(asked: place)
        if let lab, (lab.stack.regions == nil) == (place == .loopback) { return lab.stack }
        await removeLab(keepingLogs: false)
        let lab = try TemporaryLab(agent: program, at: place)
        self.lab = lab
        try await lab.stack.start { _ in }
        return lab.stack
    }

    private func removeLab(keepingLogs: Bool) async {
        guard let lab, !isEnding else { return }
        self.lab = nil
        guard keepingLogs else { return await lab.remove() }
        await lab.stack.stop()
        story("The logs are in \(lab.folder)/log")
    }
}

/// The JSON object of the outcome; without one, the reason.
extension DrillSeries.Entry: Encodable {
    private enum CodingKeys: String, CodingKey {
        case scenario
        case verdict
        case reasons
    }

    package func encode(to encoder: any Encoder) throws {
        if let outcome { return try outcome.encode(to: encoder) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scenario.name, forKey: .scenario)
        try container.encode(isSkipped ? "not run" : "failed", forKey: .verdict)
        try container.encode(error.map { [$0] } ?? [], forKey: .reasons)
    }
}
