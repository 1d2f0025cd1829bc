import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PostgresClient

/// Several agents, each with a PgBouncer of its own and clients that write through it and keep a ledger.
@Reactor
final class FleetUnderLoad {
    private let stack: LabStack
    private let program: AgentProgram
    private var instances: [FleetInstance] = []
    private let stopwatch = Stopwatch()
    let table = LedgerTable()

    init(on stack: LabStack, agent program: AgentProgram) {
        self.stack = stack
        self.program = program
    }

    var agents: [LabAgent] { instances.map(\.agent) }

    /// The agents as targets of one fleet, in the form of Prometheus' file_sd_configs.
    var targets: String {
        let places = instances.map { "\"127.0.0.1:\($0.httpPort)\"" }.joined(separator: ", ")
        return "[{\"targets\": [\(places)], \"labels\": {\"fleet\": \"\(LabPlan.fleet)\"}}]\n"
    }

    /// The number of attempts so far.
    var done: Int { instances.reduce(0) { $0 + $1.load.attempts.count } }

    /// The failures by kind.
    var failures: [String: Int] {
        var failures: [String: Int] = [:]
        for instance in instances {
            for case .failed(let failure) in instance.load.attempts.map(\.outcome) {
                failures[failure.kind, default: 0] += 1
            }
        }
        return failures
    }

    /// The failures of statements that were in flight when their server ended, and the others.
    var failed: (inFlight: Int, otherwise: Int) {
        let failures = instances.flatMap(\.load.attempts).compactMap(\.failure)
        let cut = failures.count(where: \.isCutLink)
        return (cut, failures.count - cut)
    }

    /// The number of clients.
    var clients: Int { instances.reduce(0) { $0 + $1.load.writers + $1.load.callers } }

    var now: Instant { stopwatch.now }

    /// The first moment after `moment` at which a write was acknowledged; nil if none was.
    func firstWrite(after moment: Instant) -> Instant? {
        instances.flatMap(\.load.attempts).filter { $0.mark != nil && $0.endedAt > moment }.map(\.endedAt).min()
    }

    /// The longest time in which no write was acknowledged at any instance.
    var longestGap: Duration {
        let moments = instances.flatMap(\.load.attempts).filter { $0.mark != nil }.map(\.endedAt).sorted()
        return zip(moments, moments.dropFirst()).map { $1 - $0 }.max() ?? .zero
    }

    /// From so many agents on each has one client, the pools share out the servers' 200 connections, and probes may take longer:
    /// the machine has other work than a fleet's machines have.
    private static let large = 20

    /// Starts so many agents, with DNS naming all of them, and returns when they are ready.
    /// - Parameters:
    ///   - keys: further lines of each one's configuration.
    ///   - endpoint: the name that they know their one server by; nil if DNS names all members.
    func start(_ count: Int, keys: [String] = [], endpoint: String? = nil) async throws(LabError) {
        let isLarge = count > Self.large
        let keys = keys + (isLarge ? ["fleet_connections = 60%", "probe_timeout = 2s"] : [])
        let secret = "\(stack.plan.folder)/fleet-secret"
        try TextFile.write("\(RandomWord.make(digits: 32))\n", to: secret)
        try program.privileges.own(secret)
        for number in 1...count {
            instances.append(
                try FleetInstance(
                    number, of: program, in: stack.plan, endpoint: endpoint,
                    keys: ["fleet_secret_file = \(secret)"] + keys, writers: isLarge ? 1 : 4,
                    callers: isLarge ? 0 : 1, table: table, stopwatch: stopwatch))
        }
        try stack.resolver.serve(instances: instances.map(\.address))
        for instance in instances { try instance.agent.start() }
        for instance in instances { try await instance.agent.isReady() }
        // Each instance knows all others by now, or learns of them with its next question.
        await Reactor.sleep(until: .now + .seconds(3))
    }

    func load() { for instance in instances { instance.load.start() } }

    func unload() async { for instance in instances { await instance.load.stop() } }

    /// Ends every instance.
    func stop() async {
        await unload()
        for instance in instances { await instance.agent.stop() }
        instances = []
    }

    func untilDone(_ count: Int) async throws(LabError) {
        let limit = ContinuousClock.now + .seconds(900)
        while done < count {
            guard ContinuousClock.now < limit else { throw LabError("\(done) of \(count) transactions in 15 minutes") }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    /// Runs each statement as the app's role.
    func make(_ statements: [String], on server: MemberServer) async throws(LabError) {
        for sql in statements {
            do {
                let app = try await PostgresConnection.connect(
                    stack.plan.directConnection(to: server.member), until: .now + .seconds(60))
                _ = try await app.execute(sql, until: .now + .seconds(60))
            } catch {
                throw LabError("\(server.member.region) refused `\(sql.prefix(60))`: \(error)")
            }
        }
    }

    /// The number of acknowledged writes that `server` lacks, or has more than once. The clients of each instance write
    /// the same numbers.
    func missing(on server: MemberServer) async throws(LabError) -> Int {
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
