package import LinuxReactor
import PostgresClient

/// A drill with a planned switchover of a whole fleet under load: each agent with a PgBouncer of its own holds its
/// clients, the primary is stopped, its candidate is promoted, and no transaction may fail.
@Reactor
package final class SwitchoverDrill {
    private let stack: LabStack
    private let program: AgentProgram
    private let story: (String) -> Void
    private var instances: [Instance] = []

    /// One agent and the clients of its PgBouncer.
    private struct Instance {
        let address: String
        let agent: LabAgent
        let load: Workload
    }

    /// The result of the drill.
    package struct Outcome: Sendable, Encodable {
        package let agents: Int
        package let transactions: Int
        package let failed: Int
        package let prepareMilliseconds: Int64
        /// The time from the notice that all hold to the first commit on the new primary.
        package let moveMilliseconds: Int64
        package let failures: [String: Int]
        /// The writes that were acknowledged but are missing in the new primary's ledger, or are there twice.
        package let lost: Int

        package var isSound: Bool { failed == 0 && lost == 0 && transactions > 0 }
    }

    package init(on stack: LabStack, agent program: AgentProgram, story: @escaping (String) -> Void) {
        self.stack = stack
        self.program = program
        self.story = story
    }

    /// - Parameter most: the least number of transactions to wait for, half of them before and half after the move.
    package func run(agents count: Int, transactions most: Int) async throws(LabError) -> Outcome {
        try await stack.cluster.start()
        if !stack.resolver.isRunning { try stack.resolver.start() }
        let primary = try await stack.cluster.primary()
        let table = LedgerTable()
        try await administer(table.creation, on: primary)
        try await start(count, table)
        for instance in instances { instance.load.start() }
        try await untilDone(most / 2)
        story("\(count) instances are ready, \(done) transactions so far")
        let began = ContinuousClock.now
        try await instances[0].agent.command(["switchover", "prepare"])
        let prepared = ContinuousClock.now
        story("all hold after \((prepared - began).milliseconds) ms")
        let candidate = stack.cluster.candidate(for: primary)
        let before = done
        await primary.stop()
        try await stack.cluster.promote(candidate)
        while done == before {
            guard ContinuousClock.now < prepared + .seconds(60) else {
                throw LabError("no write was acknowledged within a minute after the move")
            }
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        let moved = ContinuousClock.now
        try await instances[count - 1].agent.command(["switchover", "finish"])
        try await untilDone(most)
        for instance in instances { await instance.load.stop() }
        let lost = try await missing(table, on: candidate)
        let attempts = instances.flatMap(\.load.attempts)
        var failures: [String: Int] = [:]
        for case .failed(let failure) in attempts.map(\.outcome) { failures[failure.kind, default: 0] += 1 }
        return Outcome(
            agents: count, transactions: attempts.count, failed: failures.values.reduce(0, +),
            prepareMilliseconds: Int64((prepared - began).milliseconds),
            moveMilliseconds: Int64((moved - prepared).milliseconds), failures: failures, lost: lost)
    }

    /// Ends every instance.
    package func stop() async {
        for instance in instances { await instance.load.stop() }
        for instance in instances { await instance.agent.stop() }
        instances = []
    }

    private var done: Int { instances.reduce(0) { $0 + $1.load.attempts.count } }

    private func untilDone(_ count: Int) async throws(LabError) {
        let limit = ContinuousClock.now + .seconds(900)
        while done < count {
            guard ContinuousClock.now < limit else { throw LabError("\(done) of \(count) transactions in 15 minutes") }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    private func start(_ count: Int, _ table: LedgerTable) async throws(LabError) {
        let secret = "\(stack.plan.folder)/fleet-secret"
        try TextFile.write("\(RandomWord.make(digits: 32))\n", to: secret)
        try program.privileges.own(secret)
        for number in 1...count {
            let address = "127.0.1.\(number)"
            let seat = AgentSeat(
                name: "agent-\(number)", poolerPort: try LoopbackPorts.free(), httpPort: try LoopbackPorts.free(),
                keys: ["fleet_name = \(LabPlan.fleet)", "fleet_secret_file = \(secret)"],
                environment: ["FLY_PRIVATE_IP=::ffff:\(address)"])
            instances.append(
                Instance(
                    address: address, agent: LabAgent(program, of: stack.plan, at: seat),
                    load: Workload(
                        writers: 4, callers: 1, table: table,
                        through: [stack.plan.pooledConnection(at: seat.poolerPort)], stopwatch: Stopwatch())))
        }
        try stack.resolver.serve(instances: instances.map(\.address))
        for instance in instances { try instance.agent.start() }
        for instance in instances { try await instance.agent.isReady() }
        // Each instance knows all others by now, or learns of them with its next question.
        await Reactor.sleep(until: .now + .seconds(3))
    }

    private func administer(_ sql: String, on server: MemberServer) async throws(LabError) {
        do {
            let app = try await PostgresConnection.connect(
                stack.plan.directConnection(to: server.member), until: .now + .seconds(60))
            _ = try await app.execute(sql, until: .now + .seconds(60))
        } catch {
            throw LabError("\(server.member.region) refused `\(sql.prefix(60))`: \(error)")
        }
    }

    /// The number of acknowledged writes that `server` lacks, or has more than once. The clients of each instance write
    /// the same numbers.
    private func missing(_ table: LedgerTable, on server: MemberServer) async throws(LabError) -> Int {
        var acknowledged: [Write: Int] = [:]
        for instance in instances {
            for attempt in instance.load.attempts {
                if case .acknowledged = attempt.outcome {
                    acknowledged[Write(writer: attempt.writer, number: attempt.number), default: 0] += 1
                }
            }
        }
        let rows = try await server.administer(table.reading, in: "app")
        var found: [Write: Int] = [:]
        for row in rows.last?.records ?? [] {
            guard let writer = row("writer").flatMap({ Int($0) }), let number = row("n").flatMap({ Int($0) }),
                let copies = row("copies").flatMap({ Int($0) })
            else { continue }
            found[Write(writer: writer, number: number)] = copies
        }
        return acknowledged.reduce(0) { $0 + abs($1.value - (found[$1.key] ?? 0)) }
    }

    private struct Write: Hashable {
        let writer: Int
        let number: Int
    }
}
