package import LinuxReactor
package import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Runs the same load against the primary itself and through PgBouncer, in turns. If it is cancelled, it removes what
/// it has made.
@Reactor
package struct Bench {
    /// The reason why nothing was measured.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        /// The exit code of a program; nil if the server was left alone on purpose.
        package let code: ExitCode?

        init(_ description: String, _ code: ExitCode? = .unavailable) {
            self.description = description
            self.code = code
        }
    }

    private let configuration: Configuration
    private let plan: BenchPlan
    private let announce: @Sendable (String) -> Void
    private let progress: @Sendable (_ done: Double, _ label: String) -> Void

    /// The time until closed sessions are gone from the server.
    private static let settling = Duration.milliseconds(500)

    package init(
        _ configuration: Configuration, plan: BenchPlan, announce: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (_ done: Double, _ label: String) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.plan = plan
        self.announce = announce
        self.progress = progress
    }

    package func run() async throws(Failure) -> BenchReport {
        let ways = await PoolerEndpoints.allFound(configuration)
        let endpoints = ways.compactMap(\.value)
        guard let first = endpoints.first else {
            let reason = if case .unseen(let reason) = ways[0] { reason } else { "" }
            throw Failure("PgBouncer is not found: \(reason)")
        }
        let found = await MemberInquiry(configuration).find(preferring: nil)
        guard case .seen(let primary) = found.primary, let connection = found.connection else {
            let reason = if case .unseen(let reason) = found.primary { reason } else { "no member let us in" }
            throw Failure("the primary can't be asked: \(reason)")
        }
        let room = try await self.room(connection, primary)
        if let refusal = plan.refusal(commitsPerSecond: room.commits) {
            throw Failure(refusal, nil)
        }
        let sides = BothSides(
            direct: [configuration.database.parameters(dialling: primary.id)],
            pooled: PoolerEndpoints.shared(configuration).map { [$0] } ?? endpoints.map(\.app))
        // The pooled side can be measured without consoles; the report then has no mode.
        let pools = BenchPools(
            await facts(of: ways), database: first.app.first { $0.keyword == "dbname" }?.value ?? "")
        if let refusal = pools.refusal(of: plan.pgbench) { throw Failure(refusal, .usage) }
        var report = BenchReport(
            plan: plan, primary: "\(primary.id)", poolMode: pools.mode, poolSize: pools.size, processes: ways.count,
            freeConnections: room.free)
        let pgbench = try await Pgbench(plan.pgbench, sides, configuration)
        announce(
            plan.announcement(
                primary: report.primary, pooler: pools.words, free: room.free))
        try await measure(pgbench, sides, &report)
        if let most = plan.mostClients {
            await Reactor.sleep(until: .now + Self.settling)
            let left = try await self.room(connection, primary).free
            await searchLimits(sides, most: most, free: left, &report)
        }
        guard !Task.isCancelled else { throw Failure("interrupted") }
        progress(1, "done")
        return report
    }

    /// What each process's console tells; nil of one that is silent.
    private func facts(of ways: [Gathered<PoolerEndpoints>]) async -> [PoolerFacts?] {
        var facts: [PoolerFacts?] = []
        for console in await PoolerInquiry.open(ways) { facts.append(await console.asking { await $0.facts() }.value) }
        return facts
    }

    private func measure(
        _ pgbench: Pgbench, _ sides: BothSides<[BenchSessions.Parameters]>, _ report: inout BenchReport
    ) async throws(Failure) {
        var failure: Failure?
        do throws(Failure) {
            progress(0, "getting ready")
            try await pgbench.prepare()
            await measureSetUp(sides, &report)
            await measureLoads(pgbench, &report)
        } catch {
            failure = error
        }
        report.leftBehind = await pgbench.cleanUp()
        if let left = report.leftBehind { announce("bench: \(left)\n") }
        if Task.isCancelled { throw Failure("interrupted") }
        if let failure { throw failure }
    }

    private func room(_ connection: PostgresConnection, _ primary: Member) async throws(Failure) -> BenchRoom {
        do throws(PostgresError) {
            return try await BenchRoom.look(connection)
        } catch {
            throw Failure("the primary \(primary.id) was asked: \(error)")
        }
    }

    private func measureSetUp(
        _ sides: BothSides<[BenchSessions.Parameters]>, _ report: inout BenchReport
    ) async {
        let slices = min(10, plan.setUps)
        for slice in 0..<slices {
            progress(0.2 * Double(slice) / Double(slices), "connections")
            let count = plan.setUps * (slice + 1) / slices - plan.setUps * slice / slices
            for side in order(slice) where report.setUp[side].failure == nil && !Task.isCancelled {
                report.setUp[side].add(await BenchSessions.setUp(sides[side], count: count))
            }
        }
    }

    private func measureLoads(_ pgbench: Pgbench, _ report: inout BenchReport) async {
        let steps = Double(plan.clients.count * BenchPlan.turns * 2)
        for (index, clients) in plan.clients.enumerated() {
            var figures = BothSides(direct: LoadFigures(), pooled: LoadFigures())
            let bound = plan.mostDirect(free: report.freeConnections)
            if clients > bound {
                figures.direct.omission = "\(clients) are more than the \(bound) connections that direct may take"
            }
            for turn in 0..<BenchPlan.turns {
                for (half, side) in order(turn).enumerated()
                where figures[side].omission == nil && figures[side].failure == nil && !Task.isCancelled {
                    let done = Double((index * BenchPlan.turns + turn) * 2 + half)
                    let label = "\(clients) clients, \(side.rawValue)"
                    progress(0.2 + 0.6 * done / steps, label)
                    let part = await pgbench.work(side, clients: clients, for: plan.turn) { passed in
                        progress(0.2 + 0.6 * (done + min(1, passed / plan.turn)) / steps, label)
                    }
                    figures[side].add(part)
                }
            }
            report.loads.append(BenchReport.Load(clients: clients, figures: figures))
        }
    }

    private func searchLimits(
        _ sides: BothSides<[BenchSessions.Parameters]>, most: Int, free: Int, _ report: inout BenchReport
    ) async {
        // With --exhaust the direct side goes on until it fails.
        report.bounds = BothSides(direct: plan.mayExhaust ? most : min(most, plan.mostDirect(free: free)), pooled: most)
        progress(0.8, "most clients, direct")
        let direct = await BenchSessions.limit(sides.direct, most: report.bounds.direct)
        // A server full of our own sessions would make the pooler fail.
        await Reactor.sleep(until: .now + Self.settling)
        progress(0.9, "most clients, pooled")
        report.limits = BothSides(
            direct: direct, pooled: await BenchSessions.limit(sides.pooled, most: report.bounds.pooled))
    }

    /// The order of the two sides, which alternates with each turn.
    private func order(_ turn: Int) -> [BenchSide] {
        turn.isMultiple(of: 2) ? [.direct, .pooled] : [.pooled, .direct]
    }
}
