import Glibc
package import LinuxReactor

/// A drill with one whole stack under load and a fault every few seconds, for a long time: the resources that the agent
/// uses must not grow.
@Reactor
package final class SoakDrill {
    private let stack: LabStack
    private let story: (String) -> Void
    private let load: FleetLoad
    private var samples: [SoakSample] = []
    private var steps = 0
    private var isOver = false
    /// The events that must not happen.
    private var complaints: [String] = []

    /// The time from one step to the next, without the wait for the agent's readiness.
    private static let pause = Duration.seconds(2)
    private static let sampleInterval = Duration.milliseconds(500)
    private static let lifetime = 1

    package init(on stack: LabStack, story: @escaping (String) -> Void) {
        self.stack = stack
        self.story = story
        load = FleetLoad(through: stack.plan.pooledConnection, clients: 6)
        // DNS is asked every second.
        stack.resolver.timeToLive = Self.lifetime
    }

    /// - Returns: false if a figure was not flat, or the agent did not get ready again.
    package func run(for span: Duration) async throws(LabError) -> Bool {
        try await stack.start(story)
        guard let agent = stack.agent.processID else { throw LabError("the agent has ended") }
        load.start()
        let sampler = Reactor.task { await self.sample(agent) }
        let scraper = Reactor.task { await self.scrape() }
        let began = ContinuousClock.now
        do throws(LabError) {
            while ContinuousClock.now < began + span {
                for step in SoakStep.allCases {
                    try await perform(step)
                    await Reactor.sleep(until: .now + Self.pause)
                }
            }
        } catch {
            isOver = true
            throw error
        }
        isOver = true
        await sampler.value
        await scraper.value
        await load.stop()
        return report(agent)
    }

    private func perform(_ step: SoakStep) async throws(LabError) {
        steps += 1
        switch step {
        case .restartPrimary:
            let primary = try await stack.cluster.primary()
            await primary.kill()
            try primary.start()
            try await primary.answers()
        case .restartStandby:
            let standby = stack.cluster.candidate(for: try await stack.cluster.primary())
            await standby.kill()
            try standby.start()
            try await stack.cluster.heal()
        case .holdAndRelease:
            try await stack.agent.command(["hold"])
            await Reactor.sleep(until: .now + .milliseconds(300))
            try await stack.agent.command(["release"])
        case .reload: stack.agent.signal(SIGHUP)
        case .killPooler: try await stack.agent.killPooler()
        case .stallPooler:
            try stack.agent.signalPooler(SIGSTOP)
            await Reactor.sleep(until: .now + .seconds(1))
            try stack.agent.signalPooler(SIGCONT)
        case .killGuard: try stack.agent.killGuard()
        case .restartResolver:
            await stack.resolver.kill()
            try stack.resolver.start()
        case .failOver:
            let primary = try await stack.cluster.primary()
            let candidate = stack.cluster.candidate(for: primary)
            await primary.kill()
            await Reactor.sleep(until: .now + .milliseconds(500))
            try await stack.cluster.promote(candidate)
            try await stack.cluster.heal()
        }
        do throws(LabError) {
            try await stack.agent.isReady(within: .seconds(30))
        } catch {
            story("\(step.words): not ready within 30 s")
            complaints.append("not ready within 30 s after: \(step.words)")
            guard stack.agent.isRunning else { throw error }
        }
    }

    private func sample(_ agent: Int32) async {
        while !isOver {
            if let sample = SoakSample(of: agent, log: stack.agent.log) { samples.append(sample) }
            await Reactor.sleep(until: .now + Self.sampleInterval)
        }
    }

    private func scrape() async {
        while !isOver {
            _ = await stack.agent.scrape()
            await Reactor.sleep(until: .now + .seconds(1))
        }
    }

    private func report(_ agent: Int32) -> Bool {
        // The log's size always rises; the amount in each sample's time must not.
        let said = zip(samples, samples.dropFirst()).map { ($1.logBytes - $0.logBytes) * 120 / 1024 } + [0]
        let table = SoakTable([
            ("resident memory, MB", samples.map(\.memoryMB), (0.05, 1)),
            ("descriptors", samples.map(\.descriptors), (0.05, 1)),
            ("threads", samples.map(\.threads), (0, 0.5)),
            ("zombies", samples.map(\.zombies), (0, 0.5)),
            ("log, kB a minute", said, (0.5, 4)),
        ])
        let taken = load.take()
        story(
            "\(steps) steps, \(samples.count) samples, \(taken.queries) queries, \(taken.failures.values.reduce(0, +)) failed"
        )
        story(table.text)
        complaints.forEach(story)
        if stack.agent.processID != agent { complaints.append("the agent is another process than at the start") }
        return table.isFlat && complaints.isEmpty
    }
}
