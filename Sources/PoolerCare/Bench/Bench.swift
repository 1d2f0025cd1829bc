package import LinuxReactor
package import PointsmanAgent
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Runs the same load against the primary itself and through PgBouncer, in turns.
@Reactor
package struct Bench {
    /// Why nothing was measured.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        /// Whether somebody could not be reached, rather than was left alone on purpose.
        package var isUnreachable = true
    }

    private let configuration: Configuration
    private let plan: BenchPlan
    private let announce: @Sendable (String) -> Void
    private let progress: @Sendable (_ done: Double, _ label: String) -> Void

    /// Sessions that were closed are gone from the server a moment later.
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
        let way: PoolerWay
        switch await PoolerWay.found(configuration) {
        case .seen(let found): way = found
        case .unseen(let reason): throw Failure(description: "PgBouncer is not found: \(reason)")
        }
        let found = await MemberInquiry(configuration).find(preferring: nil)
        guard case .seen(let primary) = found.primary, let connection = found.connection else {
            let reason = if case .unseen(let reason) = found.primary { reason } else { "nobody let us in" }
            throw Failure(description: "the primary can't be asked: \(reason)")
        }
        let room = try await self.room(connection, primary)
        if let refusal = plan.refusal(commitsPerSecond: room.commits) {
            throw Failure(description: refusal, isUnreachable: false)
        }
        // Without its console the pooled side is measured all the same; the report then has no mode.
        let pooler = await PoolerInquiry.open(.seen(way)).asking { await $0.facts() }.value
        let sides = BothSides(
            direct: configuration.database.parameters(dialling: primary.id), pooled: way.app)
        let database = pooler?.database(way.app.first { $0.keyword == "dbname" }?.value ?? "")
        var report = BenchReport(
            plan: plan, primary: "\(primary.id)", poolMode: database.flatMap { pooler?.mode(of: $0) },
            poolSize: database?.poolSize, freeConnections: room.free)
        announce(
            plan.announcement(
                primary: report.primary, pooler: report.poolMode.map { "in \($0) mode" } ?? "(its console is silent)",
                free: room.free))
        await measureSetUp(sides, &report)
        await measureLoads(sides, &report)
        if let most = plan.mostClients {
            await Reactor.sleep(until: .now + Self.settling)
            let left = try await self.room(connection, primary).free
            await searchLimits(sides, most: most, free: left, &report)
        }
        progress(1, "done")
        return report
    }

    private func room(_ connection: PostgresConnection, _ primary: Member) async throws(Failure) -> BenchRoom {
        do throws(PostgresError) {
            return try await BenchRoom.look(connection)
        } catch {
            throw Failure(description: "the primary \(primary.id) was asked: \(error)")
        }
    }

    private func measureSetUp(
        _ sides: BothSides<BenchLoad.Parameters>, _ report: inout BenchReport
    ) async {
        let slices = min(10, plan.setUps)
        for slice in 0..<slices {
            progress(0.2 * Double(slice) / Double(slices), "connections")
            let count = plan.setUps * (slice + 1) / slices - plan.setUps * slice / slices
            for side in order(slice) where report.setUp[side].failure == nil {
                report.setUp[side].add(await BenchLoad.setUp(sides[side], count: count))
            }
        }
    }

    private func measureLoads(_ sides: BothSides<BenchLoad.Parameters>, _ report: inout BenchReport) async {
        let steps = Double(plan.clients.count * BenchPlan.turns)
        for (index, clients) in plan.clients.enumerated() {
            var figures = BothSides(direct: LoadFigures(), pooled: LoadFigures())
            let bound = plan.mostDirect(free: report.freeConnections)
            if clients > bound {
                figures.direct.omission = "\(clients) are more than the \(bound) connections that direct may take"
            }
            for turn in 0..<BenchPlan.turns {
                progress(0.2 + 0.6 * Double(index * BenchPlan.turns + turn) / steps, "\(clients) clients")
                for side in order(turn) where figures[side].omission == nil && figures[side].failure == nil {
                    figures[side].add(
                        await BenchLoad.work(sides[side], clients: clients, for: plan.span / BenchPlan.turns))
                }
            }
            report.loads.append(BenchReport.Load(clients: clients, figures: figures))
        }
    }

    private func searchLimits(
        _ sides: BothSides<BenchLoad.Parameters>, most: Int, free: Int, _ report: inout BenchReport
    ) async {
        // Told to exhaust it, the direct side goes on to see it fail.
        report.bounds = BothSides(direct: plan.mayExhaust ? most : min(most, plan.mostDirect(free: free)), pooled: most)
        progress(0.8, "most clients, direct")
        let direct = await BenchLoad.limit(sides.direct, most: report.bounds.direct)
        // A server that is full of our own sessions would make the pooler fail.
        await Reactor.sleep(until: .now + Self.settling)
        progress(0.9, "most clients, pooled")
        report.limits = BothSides(
            direct: direct, pooled: await BenchLoad.limit(sides.pooled, most: report.bounds.pooled))
    }

    /// Who goes first changes with each turn.
    private func order(_ turn: Int) -> [BenchSide] {
        turn.isMultiple(of: 2) ? [.direct, .pooled] : [.pooled, .direct]
    }
}
