package import LinuxReactor
import PointsmanLoad

/// A drill with a planned switchover of a whole fleet under load: each agent with a PgBouncer of its own holds its
/// clients, the primary is stopped, its candidate is promoted, and no transaction may fail.
@Reactor
package final class SwitchoverDrill {
    private let stack: LabStack
    private let fleet: FleetUnderLoad
    private let targets: String?
    private let story: (String) -> Void

    /// The result of the drill.
    package struct Outcome: Sendable, Encodable {
        package let agents: Int
        package let transactions: Int
        package let failed: Int
        package let prepareMilliseconds: Int64
        /// The time from the notice that all hold to the first commit on the new primary.
        package let moveMilliseconds: Int64
        /// The most logins of the app within a second on the new primary.
        package let mostLogins: Int
        package let failures: [String: Int]
        /// The writes that were acknowledged but are missing in the new primary's ledger, or are there twice.
        package let lost: Int

        package var isSound: Bool { failed == 0 && lost == 0 && transactions > 0 }
    }

    /// - Parameter targets: the file that is to name the agents to Prometheus (file_sd_configs); nil for none.
    package init(
        on stack: LabStack, agent program: AgentProgram, targets: String? = nil, story: @escaping (String) -> Void
    ) {
        self.stack = stack
        self.targets = targets
        fleet = FleetUnderLoad(on: stack, agent: program)
        self.story = story
    }

    /// - Parameter most: the least number of transactions to wait for, half of them before and half after the move.
    package func run(agents count: Int, transactions most: Int) async throws(LabError) -> Outcome {
        try await stack.cluster.start()
        if !stack.resolver.isRunning { try stack.resolver.start() }
        let primary = try await stack.cluster.primary()
        try await fleet.make([fleet.table.creation], on: primary)
        try await fleet.start(count)
        if let targets { try TextFile.write(fleet.targets, to: targets) }
        fleet.load()
        try await fleet.untilDone(most / 2)
        story("\(count) instances are ready, \(fleet.done) transactions so far")
        let began = ContinuousClock.now
        try await fleet.agents[0].command(["switchover", "prepare"])
        let prepared = ContinuousClock.now
        story("all hold after \((prepared - began).milliseconds) ms")
        let candidate = stack.cluster.candidate(for: primary)
        let before = fleet.done
        await primary.stop()
        try await stack.cluster.promote(candidate)
        while fleet.done == before {
            guard ContinuousClock.now < prepared + .seconds(60) else {
                throw LabError("no write was acknowledged within a minute after the move")
            }
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        let moved = ContinuousClock.now
        try await fleet.agents[count - 1].command(["switchover", "finish"])
        // Once every pool has its connections again, and before any of them goes.
        await Reactor.sleep(until: moved + .seconds(2))
        let logins = try await candidate.mostLogins(since: prepared)
        try await fleet.untilDone(most)
        await fleet.unload()
        try await fleet.replay(story)
        let lost = try await fleet.missing(on: candidate)
        let failures = fleet.failures
        return Outcome(
            agents: count, transactions: fleet.done, failed: failures.values.reduce(0, +),
            prepareMilliseconds: Int64((prepared - began).milliseconds),
            moveMilliseconds: Int64((moved - prepared).milliseconds), mostLogins: logins, failures: failures, lost: lost
        )
    }

    /// Ends every instance.
    package func stop() async { await fleet.stop() }
}
