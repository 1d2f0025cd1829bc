package import LinuxReactor
import PostgresClient

/// A drill with a fleet that grows and shrinks under load with `fleet_connections`: the primary must never run out of
/// connections.
@Reactor
package final class FleetDrill {
    private let stack: LabStack
    private let program: AgentProgram
    private let story: (String) -> Void
    private var fleet: [FleetMember] = []

    /// The percentage of the server's connections. An instance that joins takes a few before the others have made room.
    private static let percent = 60
    private static let patience = Duration.seconds(90)
    private static let interval = Duration.milliseconds(50)

    package init(on stack: LabStack, agent program: AgentProgram, story: @escaping (String) -> Void) {
        self.stack = stack
        self.program = program
        self.story = story
    }

    /// Changes the fleet to each of `sizes` in turn, with all changes of one size at once.
    package func run(sizes: [Int]) async throws(LabError) -> [FleetPhase] {
        try await stack.cluster.start()
        if !stack.resolver.isRunning { try stack.resolver.start() }
        let primary = try await stack.cluster.primary()
        let answer = try await primary.administer(
            """
            select current_setting('max_connections')::int
            - current_setting('superuser_reserved_connections')::int as available
            """)
        guard let available = answer.first?.value("available").flatMap({ Int($0) }) else {
            throw LabError("the primary doesn't tell its max_connections")
        }
        let gauge = ConnectionGauge(try await primary.administrator())
        defer { gauge.stop() }
        var phases: [FleetPhase] = []
        for size in sizes {
            let share = max(2, available * Self.percent / 100 / size - 1)
            let phase = try await change(to: size, share: share, on: primary, gauge)
            story(FleetReport.line(of: phase))
            phases.append(phase)
        }
        return phases
    }

    /// Ends every instance.
    package func stop() async {
        for member in fleet { await member.leave() }
        fleet = []
    }

    private func change(
        to size: Int, share: Int, on primary: MemberServer, _ gauge: ConnectionGauge
    ) async throws(LabError) -> FleetPhase {
        let refusals = Self.refusals(in: primary.log)
        let began = ContinuousClock.now
        let leaving = Array(fleet.dropFirst(size))
        fleet.removeLast(leaving.count)
        let joining = try (fleet.count..<size).map { number throws(LabError) in
            try FleetMember(number + 1, of: stack.plan, program: program, budget: "\(Self.percent)%")
        }
        fleet += joining
        // Fly's DNS names an instance as soon as it has started, and no longer names one that stops.
        try stack.resolver.serve(instances: fleet.map(\.address))
        for member in joining { try member.agent.start() }
        for member in joining {
            try await member.agent.isReady()
            member.load.start()
        }
        let departures = leaving.map { member in Reactor.task { await member.leave() } }
        var settled: Duration?
        // It watches longer than until all is settled: the pools fill then, and late failures count too.
        while ContinuousClock.now < began + (settled.map { $0 + .seconds(8) } ?? Self.patience) {
            if settled == nil, await allHave(share) { settled = ContinuousClock.now - began }
            await Reactor.sleep(until: .now + Self.interval)
        }
        for departure in departures { await departure.value }
        if let failure = gauge.failure { throw LabError("the primary doesn't tell its connections: \(failure)") }
        var queries = 0
        var failures: [String: Int] = [:]
        for load in (fleet + leaving).map(\.load) {
            let taken = load.take()
            queries += taken.queries
            failures.merge(taken.failures, uniquingKeysWith: +)
        }
        return FleetPhase(
            instances: size, share: share, settledSeconds: settled.map { ($0 / .milliseconds(100)).rounded() / 10 },
            mostConnections: gauge.take(),
            queries: queries, failures: failures, refusals: Self.refusals(in: primary.log) - refusals)
    }

    private func allHave(_ share: Int) async -> Bool {
        for member in fleet where await member.agent.number("share") != share { return false }
        return true
    }

    /// The number of refusals for lack of connections (53300) in the log, in each of its wordings.
    private static func refusals(in log: String) -> Int {
        let wordings = ["too many clients", "remaining connection slots", "too many connections for"]
        return (TextFile.read(log) ?? "").split(separator: "\n").count { line in wordings.contains(where: line.contains)
        }
    }
}
