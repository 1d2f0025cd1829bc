import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// The load generator pgbench (PostgreSQL's own). Each transaction's time comes from its log, so that the percentiles
/// are exact.
@Reactor
final class Pgbench {
    private let work: PgbenchWork
    private let program: PgbenchProgram
    /// Those of each side, among which its clients are shared out.
    private let targets: BothSides<[PgbenchTarget]>
    private let filling: PgbenchTarget
    private let tables: BenchTables?
    private var folder: BenchFolder?
    private var passwords: PasswordFile?
    private var hasTables = false
    private var script = ""
    private var runs = 0
    /// Whether a direct session refused to write. The pooled sessions, which are not read-only, are not used then.
    private var wantsToWrite = false

    /// How long a transaction may continue after the span: a held client waits for hold_timeout.
    private static let patience = Duration.seconds(60)
    /// A part of the server's message for it (25006).
    private static let readOnly = "read-only transaction"

    /// - Parameter sides: libpq's parameters of each place of a side, at least one.
    init(_ work: PgbenchWork, _ sides: BothSides<[BenchSessions.Parameters]>, _ configuration: Configuration)
        async throws(Bench.Failure)
    {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        guard let program = await offReactor({ PgbenchProgram.find(in: path) }) else {
            throw Bench.Failure(PgbenchProgram.absence)
        }
        if let script = work.script, access(script, R_OK) != 0 {
            throw Bench.Failure("--script \(script): \(String(cString: strerror(errno)))", .noInput)
        }
        self.work = work
        self.program = program
        let readOnly = work.writes ? [] : [(name: "default_transaction_read_only", value: "on")]
        targets = BothSides(
            direct: sides.direct.map { PgbenchTarget($0, settings: readOnly) },
            pooled: sides.pooled.map { PgbenchTarget($0) })
        filling = PgbenchTarget(sides.direct[0], settings: [("search_path", BenchTables.schema)])
        tables = work.writes ? BenchTables(configuration, primary: sides.direct[0]) : nil
    }

    /// Prepares the files and tables, and tries one transaction. Throws if it fails.
    func prepare() async throws(Bench.Failure) {
        do throws(SystemError) {
            let folder = try BenchFolder()
            self.folder = folder
            if let password = filling.password { passwords = try PasswordFile(password, in: folder.path) }
            script =
                if let script = work.script { script } else {
                    try folder.write(
                        work.writes ? BenchTables.transaction : PgbenchWork.statement + ";\n", to: "load.sql")
                }
        } catch {
            throw Bench.Failure("\(error)", .systemError)
        }
        if let tables {
            try await make(tables)
            let filled = await run(["-i", "-I", "tgvp", "-q"], filling, for: .seconds(600))
            guard filled.code == 0 else {
                throw Bench.Failure("the tables can't be filled: \(filled.output.complaint ?? "pgbench ended")")
            }
        }
        // An error in a script occurs in its first transaction, and read-only direct sessions refuse to write.
        let trial = await run(["-t", "1"] + transactions, targets.direct[0], for: Self.patience)
        guard trial.code == 0 else { throw refusal(trial) }
    }

    /// Lets `clients` sessions work for `span`, those of each place at the same time.
    /// - Parameter progress: called with the time that has passed.
    func work(
        _ side: BenchSide, clients: Int, for span: Duration, progress: (Duration) -> Void
    ) async -> LoadFigures {
        let shares = BenchSide.shares(of: clients, among: targets[side])
        let others = shares.dropFirst().map { share in
            Reactor.task { await self.work(at: share.place, clients: share.count, for: span) }
        }
        return await withTaskCancellationHandler {
            var figures = await work(at: shares[0].place, clients: shares[0].count, for: span, progress: progress)
            for other in others { figures.addMeanwhile(await other.value) }
            return figures
        } onCancel: {
            for other in others { other.cancel() }
        }
    }

    private func work(
        at target: PgbenchTarget, clients: Int, for span: Duration, progress: (Duration) -> Void = { _ in }
    ) async -> LoadFigures {
        runs += 1
        let prefix = "log-\(runs)"
        guard let folder, !wantsToWrite else { return LoadFigures(omission: "the script writes, without --writes") }
        let threads = max(1, min(clients, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let arguments = [
            "-c", "\(clients)", "-j", "\(threads)", "-T", "\(span.components.seconds)", "-P", "1", "--log",
            "--log-prefix=\(folder.path)/\(prefix)",
        ]
        let run = await run(arguments + transactions, target, for: span + Self.patience, progress: progress)
        if !work.writes, run.output.complaint?.contains(Self.readOnly) == true { wantsToWrite = true }
        let log = await offReactor { folder.takeLogs(prefix) }
        return LoadFigures(run.output, log, code: run.code)
    }

    /// Removes what was made.
    /// - Returns: what is left of it, and how to remove that; nil if nothing is.
    func cleanUp() async -> String? {
        var left: String?
        if hasTables, let tables {
            // In a task of its own, since this one may be cancelled.
            left = await Reactor.task { await tables.drop() }.value
            hasTables = left != nil
        }
        passwords = nil
        if let folder { await offReactor { folder.remove() } }
        folder = nil
        return left
    }

    /// Makes the tables in a task that is not cancelled: otherwise it would not be known whether they exist.
    private func make(_ tables: BenchTables) async throws(Bench.Failure) {
        let made = await Reactor.task {
            do throws(Bench.Failure) {
                try await tables.make()
                return Bench.Failure?.none
            } catch {
                return error
            }
        }.value
        if let made { throw made }
        hasTables = true
    }

    private var transactions: [String] {
        // The weight comes after the last @, since a path may contain one.
        ["-n", "-M", work.queries.rawValue, "-f", "\(script)@1"]
    }

    private func refusal(_ trial: (code: Int32?, output: PgbenchOutput)) -> Bench.Failure {
        guard !Task.isCancelled else { return Bench.Failure("interrupted") }
        let words = trial.output.complaint ?? "pgbench ended with \(trial.code.map(String.init) ?? "no answer in time")"
        guard let script = work.script else { return Bench.Failure("pgbench: \(words)") }
        let hint = words.contains(Self.readOnly) ? "\nit writes, for which bench wants --writes" : ""
        return Bench.Failure("\(script): pgbench says: \(words)\(hint)", .dataError)
    }

    private func run(
        _ arguments: [String], _ target: PgbenchTarget, for limit: Duration,
        progress: (Duration) -> Void = { _ in }
    ) async -> (code: Int32?, output: PgbenchOutput) {
        var output = PgbenchOutput()
        let command = ChildProcess.Command(
            program.path, arguments + [target.connection], environment: Self.environment(passwords),
            descriptors: passwords.map { [$0.number] } ?? [])
        do throws(SystemError) {
            let code = try await ChildLines.run(command, until: .now + limit) { line in
                if let seconds = output.take(line) { progress(.seconds(seconds)) }
            }
            return (code, output)
        } catch {
            _ = output.take("pgbench: error: \(error)")
            return (nil, output)
        }
    }

    /// Our environment as far as libpq reads it, so that pgbench connects as we do, without the password; messages in
    /// English.
    private static func environment(_ passwords: PasswordFile?) -> [String] {
        var variables = ["LC_ALL=C"]
        var next = environ
        while let entry = next.pointee {
            let variable = String(cString: entry)
            let name = variable.prefix { $0 != "=" }
            let isOfPassword = passwords != nil && (name == "PGPASSWORD" || name == "PGPASSFILE")
            if ["PATH", "HOME"].contains(name) || (name.hasPrefix("PG") && !isOfPassword) {
                variables.append(variable)
            }
            next += 1
        }
        // The first descriptor after the usual three.
        return passwords == nil ? variables : variables + ["PGPASSFILE=/proc/self/fd/3"]
    }
}
