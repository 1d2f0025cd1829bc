package import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PostgresClient

/// A drill that kills the primary under a fleet, each agent with a PgBouncer of its own and one client, and tells what that
/// comes to for the members. ``FleetCrash`` plays the same in the model.
@Reactor
package final class FleetCrashDrill {
    private let stack: LabStack
    private let program: AgentProgram
    private let story: (String) -> Void
    private var instances: [FleetInstance] = []
    private let stopwatch = Stopwatch()

    /// The result of the drill.
    package struct Outcome: Sendable, Encodable {
        package let agents: Int
        /// The answered probes a second at the member that had the most, over ten seconds at rest.
        package let probesAtRest: Int
        /// The dials a second of the dead primary until the promotion.
        package let dialsWhenDown: Int
        /// The most logins of the app within a second on the new primary.
        package let mostLogins: Int
        /// The time from the first direct write that the new primary accepts to the first one through each pooler.
        package let medianMilliseconds: Int64
        package let p99Milliseconds: Int64
        package let lastMilliseconds: Int64
        /// The poolers through which no write was acknowledged within a minute.
        package let unserved: Int
    }

    /// What one agent has counted until a moment, by member.
    private struct Counts {
        let moment = ContinuousClock.now
        var answered: [String: Int] = [:]
        var down: [String: Int] = [:]
    }

    /// The time from the crash to the promotion.
    package nonisolated static let promotionDelay = Duration.seconds(3)
    private static let restSpan = Duration.seconds(10)

    package init(on stack: LabStack, agent program: AgentProgram, story: @escaping (String) -> Void) {
        self.stack = stack
        self.program = program
        self.story = story
    }

    package func run(agents count: Int) async throws(LabError) -> Outcome {
        try await stack.cluster.start()
        if !stack.resolver.isRunning { try stack.resolver.start() }
        let primary = try await stack.cluster.primary()
        let candidate = stack.cluster.candidate(for: primary)
        let table = LedgerTable()
        try await primary.administer("set role app; \(table.creation)", in: "app")
        try await start(count, table)
        for instance in instances { instance.load.start() }
        story("\(count) instances are ready")
        await Reactor.sleep(until: .now + .seconds(3))
        let first = await counts()
        await Reactor.sleep(until: .now + Self.restSpan)
        let atRest = Self.rate(from: first, to: await counts(), of: \.answered)
        story("at rest \(atRest) probes a second at the busiest member")

        let poller = DirectPoller(
            stack.plan.directConnection(to: candidate.member), as: -1, table: table, stopwatch: stopwatch)
        await poller.connect()
        await primary.kill()
        let crashed = ContinuousClock.now
        await Reactor.sleep(until: crashed + .milliseconds(500))
        let third = await counts()
        await Reactor.sleep(until: crashed + Self.promotionDelay - .milliseconds(500))
        let whenDown = Self.rate(from: third, to: await counts(), of: \.down)
        await Reactor.sleep(until: crashed + Self.promotionDelay)
        poller.start()
        try await candidate.administer("select pg_promote(true, 60)")
        guard let accepted = await poller.acceptance()?.moment else { throw LabError("no server was promoted") }
        let limit = ContinuousClock.now + .seconds(60)
        while instances.contains(where: { served($0, since: accepted) == nil }), ContinuousClock.now < limit {
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        let spans = instances.compactMap { served($0, since: accepted) }.sorted()
        guard !spans.isEmpty else { throw LabError("no pooler leads to the new primary after a minute") }
        return Outcome(
            agents: count, probesAtRest: atRest, dialsWhenDown: whenDown,
            mostLogins: try await candidate.mostLogins(since: crashed),
            medianMilliseconds: Int64(spans[spans.count / 2].milliseconds),
            p99Milliseconds: Int64(spans[min(spans.count - 1, spans.count * 99 / 100)].milliseconds),
            lastMilliseconds: Int64(spans[spans.count - 1].milliseconds), unserved: count - spans.count)
    }

    /// Ends every instance.
    package func stop() async {
        for instance in instances { await instance.load.stop() }
        for instance in instances { await instance.agent.stop() }
        instances = []
    }

    /// From `moment` to the first write through the instance's pooler after it; nil if there was none yet.
    private func served(_ instance: FleetInstance, since moment: Instant) -> Duration? {
        for attempt in instance.load.attempts where attempt.endedAt > moment {
            if case .acknowledged = attempt.outcome { return attempt.endedAt - moment }
        }
        return nil
    }

    private func start(_ count: Int, _ table: LedgerTable) async throws(LabError) {
        for number in 1...count {
            instances.append(
                try FleetInstance(
                    number, of: program, in: stack.plan, keys: ["fleet_connections = 60%"], writers: 1, callers: 0,
                    table: table, stopwatch: stopwatch))
        }
        try stack.resolver.serve(instances: instances.map(\.address))
        for instance in instances {
            try instance.agent.start()
            try await instance.agent.isReady()
        }
        // Each instance knows all others by now, or learns of them with its next question.
        await Reactor.sleep(until: .now + .seconds(5))
    }

    /// What each agent has counted so far. They are asked one after the other, which takes a while where the machine is busy.
    private func counts() async -> [Counts] {
        var all: [Counts] = []
        for instance in instances {
            let text = await instance.agent.scrape()?.text ?? ""
            var counts = Counts()
            for line in text.split(whereSeparator: \.isNewline) {
                guard let member = Self.value(of: "member", in: line), let number = line.split(separator: " ").last,
                    let value = Double(number)
                else { continue }
                if line.hasPrefix("pointsman_probe_round_trip_seconds_count") {
                    counts.answered[member, default: 0] += Int(value)
                } else if line.hasPrefix("pointsman_probe_failures_total"), line.contains("kind=\"down\"") {
                    counts.down[member, default: 0] += Int(value)
                }
            }
            all.append(counts)
        }
        return all
    }

    private static func value(of label: String, in line: Substring) -> String? {
        guard let place = line.firstRange(of: "\(label)=\"") else { return nil }
        return String(line[place.upperBound...].prefix { $0 != "\"" })
    }

    /// The counts a second of all agents together, each by its own span, at the member that had the most.
    private static func rate(
        from first: [Counts], to second: [Counts], of kind: KeyPath<Counts, [String: Int]>
    ) -> Int {
        var rates: [String: Double] = [:]
        for (before, after) in zip(first, second) {
            let seconds = (after.moment - before.moment) / .seconds(1)
            for (member, count) in after[keyPath: kind] {
                rates[member, default: 0] += Double(count - (before[keyPath: kind][member] ?? 0)) / seconds
            }
        }
        return Int((rates.values.max() ?? 0).rounded())
    }
}
