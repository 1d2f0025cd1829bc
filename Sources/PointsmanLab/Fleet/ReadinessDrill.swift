package import LinuxReactor

/// A drill with several instances whose primary is lost: to one of them, to one that is cut off from everything, and to
/// all. Their `/readyz` is asked every 50 ms from outside.
@Reactor
package final class ReadinessDrill {
    private let stack: LabStack
    private let program: AgentProgram
    private let story: (String) -> Void
    private var fleet: [ReadinessMember] = []

    private static let patience = Duration.seconds(30)

    package init(on stack: LabStack, agent program: AgentProgram, story: @escaping (String) -> Void) {
        self.stack = stack
        self.program = program
        self.story = story
    }

    /// - Parameter hold: how long no standby is promoted after the primary is gone.
    package func run(instances: Int, hold: Duration) async throws(LabError) -> ReadinessFigures {
        try await start(instances, holdTimeout: hold + .seconds(20))
        var figures = ReadinessFigures(instances: instances)
        try await cutOff(&figures)
        try await isolate(&figures)
        try await holdAll(for: hold, &figures)
        for member in fleet { figures.failures.merge(member.load.take().failures, uniquingKeysWith: +) }
        return figures
    }

    /// Ends every instance.
    package func stop() async {
        for member in fleet { await member.leave() }
        fleet = []
    }

    private func start(_ instances: Int, holdTimeout: Duration) async throws(LabError) {
        guard let regions = stack.regions, let network = stack.plan.network else {
            throw LabError("this drill needs network namespaces: root")
        }
        try await regions.start()
        try await stack.cluster.start()
        fleet = try (1...instances).map { number throws(LabError) in
            try ReadinessMember(number, of: stack.plan, in: network, program: program, holdTimeout: holdTimeout)
        }
        for member in fleet { try await regions.add(place: member.place, address: member.address) }
        // Before it starts: a signal that comes before its handler exists would end it.
        try stack.resolver.serve(instances: fleet.map(\.address))
        if !stack.resolver.isRunning { try stack.resolver.start() }
        for member in fleet { try member.agent.start() }
        for member in fleet {
            try await member.agent.isReady()
            member.load.start()
            member.startPolling()
        }
        // By then each instance knows the others, which DNS names once an answer has expired.
        await Reactor.sleep(until: .now + .seconds(6))
        story("\(instances) instances are ready")
    }

    /// Cuts one instance off from the primary alone.
    private func cutOff(_ figures: inout ReadinessFigures) async throws(LabError) {
        let primary = try await stack.cluster.primary().member.region
        let began = ContinuousClock.now
        try await stack.regions?.cut(Self.ways(between: fleet[0].place, and: [primary]))
        figures.leftAfterMs = await time(from: began) { $0.status != 200 }
        await Reactor.sleep(until: .now + .seconds(3))
        let mended = ContinuousClock.now
        try await stack.regions?.mend()
        figures.backAfterMs = await time(from: mended) { $0.status == 200 && !$0.isDegraded }
        figures.othersOut += fleet.dropFirst().reduce(0) { $0 + $1.samples(since: began).count { $0.status != 200 } }
        story(
            "cut off from the primary: out after \(figures.leftAfterMs?.plain ?? "never") ms, back "
                + "\(figures.backAfterMs?.plain ?? "never") ms after the mending; \(figures.othersOut) answers of the "
                + "others were not 200")
    }

    /// Cuts one instance off from everything but the test.
    private func isolate(_ figures: inout ReadinessFigures) async throws(LabError) {
        let places =
            stack.plan.members.map(\.region) + [RegionNetwork.resolver] + fleet.dropFirst().map(\.place)
        let began = ContinuousClock.now
        try await stack.regions?.cut(Self.ways(between: fleet[0].place, and: places))
        figures.aloneLeftAfterMs = await time(from: began) { $0.status != 200 }
        await Reactor.sleep(until: .now + .seconds(1))
        let mended = ContinuousClock.now
        try await stack.regions?.mend()
        figures.aloneBackAfterMs = await time(from: mended) { $0.status == 200 && !$0.isDegraded }
        let others = fleet.dropFirst().reduce(0) { $0 + $1.samples(since: began).count { $0.status != 200 } }
        figures.othersOut += others
        story(
            "cut off from everything: out after \(figures.aloneLeftAfterMs?.plain ?? "never") ms, back "
                + "\(figures.aloneBackAfterMs?.plain ?? "never") ms after the mending; \(others) answers of the others "
                + "were not 200")
    }

    /// Kills the primary, and promotes no standby for a while.
    private func holdAll(for span: Duration, _ figures: inout ReadinessFigures) async throws(LabError) {
        let primary = try await stack.cluster.primary()
        let candidate = stack.cluster.candidate(for: primary)
        let began = ContinuousClock.now
        await primary.kill()
        await Reactor.sleep(until: began + span)
        let ended = ContinuousClock.now
        try await candidate.administer("select pg_promote(false)")
        for member in fleet {
            while ContinuousClock.now < ended + Self.patience, member.samples.last?.isDegraded != false {
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
        figures.holdSeconds = ((ended - began) / .milliseconds(100)).rounded() / 10
        let answers = fleet.flatMap { $0.samples(since: began) }
        let held = answers.filter { $0.moment < ended }
        figures.answers = held.count
        figures.out = answers.count { $0.status != 200 }
        figures.degraded = held.count { $0.isDegraded }
        let out = fleet.count { $0.samples(since: began).contains { $0.status != 200 } }
        story(
            "no primary for \(figures.holdSeconds.plain) s: \(out) of \(figures.instances) instances were out; "
                + "\(figures.answers) answers, \(figures.degraded) of them degraded, \(figures.out) not 200")
    }

    /// The time in milliseconds until an answer of the first instance meets the condition; nil if none does in time.
    private func time(
        from began: ContinuousClock.Instant, until isMeant: (ReadinessMember.Sample) -> Bool
    ) async -> Double? {
        while ContinuousClock.now < began + Self.patience {
            if let sample = fleet[0].samples(since: began).first(where: isMeant) {
                return (sample.moment - began).milliseconds.rounded()
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
        return nil
    }

    private static func ways(between place: String, and others: [String]) -> [PartitionRules.Way] {
        others.flatMap {
            [PartitionRules.Way(from: place, to: $0), PartitionRules.Way(from: $0, to: place)]
        }
    }
}
