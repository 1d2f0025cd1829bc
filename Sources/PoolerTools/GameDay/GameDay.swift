import Glibc
package import LinuxReactor
package import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PointsmanLoad
import PostgresClient

/// Breaks a staging database by an operator's command under a load of its own, and looks whether every acknowledged write is there. If
/// it is cancelled, the command is ended and the table is removed.
@Reactor
package struct GameDay {
    /// The reason why nothing was broken, or why there is no result.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        /// The exit code of a program; nil if the database was left alone on purpose.
        package let code: ExitCode?

        init(_ description: String, _ code: ExitCode? = .unavailable) {
            self.description = description
            self.code = code
        }
    }

    /// What was found before anything is done.
    package struct Stage: Sendable {
        let pooled: [(keyword: String, value: String)]
        package let database: String
        package let primary: String
    }

    private let configuration: Configuration
    private let plan: GameDayPlan
    private let environment: [String]
    private let tell: @Sendable (String) -> Void

    /// The time limit of a statement besides the load.
    private static let patience = Duration.seconds(30)

    /// - Parameters:
    ///   - environment: of the operator's command.
    ///   - tell: gets what happens, a line each.
    package init(
        _ configuration: Configuration, plan: GameDayPlan, environment: [String],
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        self.plan = plan
        self.environment = environment
        self.tell = tell
    }

    /// Looks whether the database may be broken.
    package func prepare() async throws(Failure) -> Stage {
        let endpoints: PoolerEndpoints
        switch await PoolerEndpoints.found(configuration) {
        case .seen(let found): endpoints = found
        case .unseen(let reason): throw Failure("PgBouncer is not found: \(reason)")
        }
        let found = await MemberInquiry(configuration).find(preferring: nil)
        guard case .seen(let primary) = found.primary, let connection = found.connection else {
            let reason = if case .unseen(let reason) = found.primary { reason } else { "no member let us in" }
            throw Failure("the primary can't be asked: \(reason)")
        }
        let commits: Int
        do throws(PostgresError) {
            commits = try await BenchRoom.look(connection).commits
        } catch {
            throw Failure("the primary \(primary.id) was asked: \(error)")
        }
        if !plan.mayDisturb, commits > BenchPlan.idleCommits {
            throw Failure(
                "the primary commits \(commits) transactions a second for others, who would suffer: this is for staging; --disturb does it "
                    + "all the same", nil)
        }
        return Stage(
            pooled: endpoints.app, database: endpoints.app.first { $0.keyword == "dbname" }?.value ?? "",
            primary: "\(primary.id)")
    }

    /// Runs the load and the command, and judges the ledger.
    package func run(on stage: Stage) async throws(Failure) -> GameDayReport {
        let table = LedgerTable()
        try await ask(table.creation, on: stage, what: "the table \(table.name) can't be made")
        let stopwatch = Stopwatch()
        let workload = Workload(
            writers: plan.writers, callers: plan.callers, table: table, through: [stage.pooled],
            databases: [stage.database], stopwatch: stopwatch)
        workload.start()
        do throws(Failure) {
            let report = try await play(stage, workload, stopwatch, table)
            await remove(table, on: stage)
            return report
        } catch {
            await workload.stop()
            await remove(table, on: stage)
            throw error
        }
    }

    private func play(
        _ stage: Stage, _ workload: Workload, _ stopwatch: Stopwatch, _ table: LedgerTable
    ) async throws(Failure) -> GameDayReport {
        await Reactor.sleep(until: .now + plan.before)
        try mustGoOn()
        guard workload.isSteady(for: plan.before / 2) else {
            let reason = workload.attempts.last { $0.failure != nil }?.failure?.message
            throw Failure("the clients don't write undisturbed before the fault\(reason.map { ": \($0)" } ?? "")")
        }
        let began = stopwatch.now
        tell("the fault begins: \(plan.fault)")
        let code = try await runFault()
        tell("its command has ended with code \(code)")
        let ended = ContinuousClock.now
        let limit = ended + plan.limit
        while ContinuousClock.now < limit {
            try mustGoOn()
            if ContinuousClock.now - ended >= plan.settle, workload.isSteady(for: plan.settle) { break }
            await Reactor.sleep(until: .now + .milliseconds(100))
        }
        let isBack = workload.isSteady(for: min(plan.settle, .seconds(2)))
        tell(isBack ? "all clients write again" : "not all clients write again within \(plan.limit.short)")
        await workload.stop()
        let ledger = try await read(table, on: stage)
        return GameDayReport(
            plan: plan, faultAt: began, faultCode: code, attempts: workload.attempts, ledger: ledger, isBack: isBack)
    }

    /// Runs the operator's command to its end. Its output goes to standard error.
    private func runFault() async throws(Failure) -> Int32 {
        do throws(SystemError) {
            let child = try ChildProcess(
                .init("/bin/sh", ["-c", plan.fault], environment: environment, descriptors: [nil, 2, 2]))
            let limit = ContinuousClock.now + plan.limit
            while ContinuousClock.now < limit, !Task.isCancelled {
                if let code = await child.ended(until: .now + .milliseconds(100)) { return code }
            }
            child.signalGroup(SIGTERM)
            if await child.ended(until: .now + .seconds(3)) == nil { child.signalGroup(SIGKILL) }
            _ = await child.ended()
        } catch {
            throw Failure("the fault's command can't be started: \(error)")
        }
        try mustGoOn()
        throw Failure("the fault's command took longer than \(plan.limit.short) and was ended", nil)
    }

    private func mustGoOn() throws(Failure) {
        if Task.isCancelled { throw Failure("interrupted") }
    }

    private func read(_ table: LedgerTable, on stage: Stage) async throws(Failure) -> [LedgerEntry: Int] {
        table.entries(in: try await ask(table.reading, on: stage, what: "the ledger can't be read"))
    }

    private func remove(_ table: LedgerTable, on stage: Stage) async {
        do throws(Failure) {
            try await ask(table.removal, on: stage, what: "")
        } catch {
            tell("the table \(table.name) is left in \(stage.database): drop it\(error.description)")
        }
    }

    /// Asks through PgBouncer. A cancelled task may still clean up.
    @discardableResult
    private func ask(_ sql: String, on stage: Stage, what: String) async throws(Failure) -> [ResultSet] {
        let task = Reactor.task { () -> Result<[ResultSet], PostgresError> in
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(stage.pooled, until: .now + Self.patience)
                return .success(try await connection.execute(sql, until: .now + Self.patience))
            } catch {
                return .failure(error)
            }
        }
        switch await task.value {
        case .success(let results): return results
        case .failure(let error): throw Failure("\(what): \(error)")
        }
    }
}
