package import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PostgresClient

/// Runs the same load and the same faults through Pointsman and through other ways to the primary.
@Reactor
package final class CompareDrill {
    private let stack: LabStack
    private let agent: String
    private let haproxy: String?
    private let writers: Int
    private var route: (any ContenderRoute)?

    /// After the promotion the writers have this long to come back.
    package static let patience = Duration.seconds(15)
    /// How long the load goes on after the former primary is reachable again.
    private static let aftermath = Duration.seconds(2)
    /// The pause of a client whose write or connection failed.
    private static let retryPause = Duration.milliseconds(20)

    /// - Parameters:
    ///   - agent: the path of `pointsman`.
    ///   - haproxy: the path of haproxy; nil if it isn't played.
    package init(on stack: LabStack, agent: String, haproxy: String?, writers: Int) {
        self.stack = stack
        self.agent = agent
        self.haproxy = haproxy
        self.writers = writers
    }

    /// Starts the servers and DNS, and lets HAProxy ask the servers.
    package func start() async throws(LabError) {
        try await stack.regions?.start()
        try await stack.cluster.start()
        try stack.resolver.start()
        try await stack.cluster.primary().administer("create role \(HAProxyRoute.role) login")
        for server in stack.cluster.servers {
            try await server.admit("host postgres \(HAProxyRoute.role) fdaa::/16 trust")
        }
    }

    /// Plays one fault through one contender.
    package func play(_ fault: ComparedFault, through contender: Contender) async throws(LabError) -> CompareFigures {
        try await stack.cluster.heal()
        let primary = try await stack.cluster.primary()
        // No commit waits for a standby, which the former primary would lose.
        try await stack.cluster.setSynchronous(nil, on: primary)
        let table = LedgerTable()
        try await primary.administer("set role app; \(table.creation)", in: "app")
        let route = try make(contender)
        self.route = route
        let stopwatch = Stopwatch()
        do throws(LabError) {
            try await route.start(leadingTo: primary)
            let load = Workload(
                writers: writers, table: table, through: route.ways, dialing: route.dialing,
                retryPause: Self.retryPause, stopwatch: stopwatch)
            load.start()
            let figures: CompareFigures
            do throws(LabError) {
                figures = try await play(fault, on: primary, contender, route, load, table, stopwatch)
            } catch {
                await end(load, primary)
                throw error
            }
            await stop()
            return figures
        } catch {
            try? await fault.end(primary, of: stack)
            await stop()
            throw error
        }
    }

    /// Ends the contender's programs.
    package func stop() async {
        await route?.stop()
        route = nil
    }

    private func play(
        _ fault: ComparedFault, on primary: MemberServer, _ contender: Contender, _ route: any ContenderRoute,
        _ load: Workload, _ table: LedgerTable, _ stopwatch: Stopwatch
    ) async throws(LabError) -> CompareFigures {
        let candidate = stack.cluster.candidate(for: primary)
        let promoter = try await candidate.administrator()
        let poller = DirectPoller(
            stack.plan.directConnection(to: candidate.member), as: -1, table: table, stopwatch: stopwatch)
        await poller.connect()
        guard await within(.seconds(30), { load.isSteady(for: .seconds(1)) }) else {
            throw LabError("\(contender.rawValue): the writers don't get going")
        }
        let faultAt = stopwatch.now
        try await fault.strike(primary, of: stack)
        let goneAt = stopwatch.now
        await Reactor.sleep(until: .now + .milliseconds(Int64.random(in: 1_000...2_000)))
        let since = stopwatch.now
        poller.start()
        do {
            _ = try await promoter.execute("select pg_promote(false)", until: .now + .seconds(60))
        } catch {
            throw LabError("\(candidate.member.region) can't be promoted: \(error)")
        }
        guard let acceptance = await poller.acceptance() else {
            throw LabError("\(candidate.member.region) took no write within a minute")
        }
        try await route.moved(to: candidate)
        _ = await within(Self.patience) { load.isBack(at: acceptance.mark, since: since) }
        await Reactor.sleep(until: .now + .milliseconds(500))
        let over = stopwatch.now
        if fault != .crash {
            try await fault.end(primary, of: stack)
            await Reactor.sleep(until: .now + Self.aftermath)
        }
        await end(load, primary)
        let move = DrillMove(
            faultAt: faultAt, goneAt: goneAt, since: since, acceptedAt: acceptance.moment, target: acceptance.mark)
        return CompareFigures(contender, fault, move, writers: writers, attempts: load.attempts, over: over)
    }

    /// Ends the load. Clients that wait for the former primary are freed by its end.
    private func end(_ load: Workload, _ primary: MemberServer) async {
        let end = Reactor.immediateTask { await load.stop() }
        await primary.kill()
        await end.value
    }

    private func make(_ contender: Contender) throws(LabError) -> any ContenderRoute {
        switch contender {
        case .pointsman: return try AgentRoute(agent, isGranted: false, on: stack)
        case .pointsmanGranted: return try AgentRoute(agent, isGranted: true, on: stack)
        case .hostList: return HostListRoute(stack.plan)
        case .pgBouncerName: return try PgBouncerRoute(.name(stack.resolver), of: stack.plan)
        case .pgBouncerScript: return try PgBouncerRoute(.script, of: stack.plan)
        case .haproxy:
            guard let haproxy else { throw LabError("there is no haproxy: --haproxy names it") }
            return try HAProxyRoute(haproxy, of: stack.plan)
        }
    }

    private func within(_ limit: Duration, _ condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            if ContinuousClock.now >= deadline { return false }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        return true
    }
}
