import ArgumentParser
import Glibc
import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Compare the primary itself with PgBouncer under the same load.",
        usage: """
            pointsman bench [--config <config>] [--cluster <name>]
                   [--set <key=value> ...]
                   [--clients <n,n,…>] [--seconds <s>] [--connections <n>]
                   [--most-clients <n>] [--exhaust] [--disturb]
                   [--script <file>] [--writes]
                   [--protocol <name>] [--json]
            """,
        discussion: """
            Time to set up a connection, latency and throughput of a small statement at several numbers of clients, and with \
            --most-clients how many clients work at once. It reads only, takes at most half of the primary's free connections, \
            and leaves a primary alone that works for others. The load is pgbench's, which it takes from the package \
            postgresql-15 or the PATH.

            With --script pgbench runs a script of yours in place of the statement, which must not write without --writes. With \
            --writes alone it runs transactions that write. For the writes there is a schema pointsman_bench with pgbench's \
            tables (pgbench_accounts with 100,000 rows …), which is dropped at the end; what a script of yours writes elsewhere \
            stays.

            The exit code is 0 where it was measured, 1 where the primary was left alone or something could not be removed, 65 \
            where pgbench refuses the script, 66 where there is none, 69 where the primary or PgBouncer doesn't answer, or \
            pgbench is missing, 130 and the like after a signal.
            """)

    @OptionGroup var source: ConfigurationSource

    @Option(help: ArgumentHelp("Numbers of clients at once.", valueName: "n,n,…"))
    var clients = "1,4,16"

    @Option(
        help: ArgumentHelp(
            "For how long each number of clients works, each way: three turns of whole seconds.", valueName: "s"))
    var seconds = 6.0

    @Option(help: ArgumentHelp("Connections to set up, each way.", valueName: "n"))
    var connections = 100

    @Option(help: ArgumentHelp("Look for the most clients that work, and stop at this many.", valueName: "n"))
    var mostClients: Int?

    @Flag(
        help: "Let the direct side take the last free connection, so that it is seen to fail: others are turned away.")
    var exhaust = false

    @Flag(help: "Go on where the primary works for others.")
    var disturb = false

    @Option(
        help: ArgumentHelp("Have pgbench run this script, in its own language.", valueName: "file"),
        completion: .file())
    var script: String?

    @Flag(help: "Write: transactions of pgbench's, or those of --script, which may then write anywhere.")
    var writes = false

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp("pgbench's: simple, extended or prepared.", valueName: "name"))
    var queries = PgbenchWork.QueryProtocol.simple

    @Flag(help: "Print one JSON object.")
    var json = false

    private var numbers: [Int]? {
        let parts = clients.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let numbers = parts.compactMap { $0 }.filter { (1...10_000).contains($0) }
        return numbers.count == parts.count && numbers.count <= 20 ? numbers : nil
    }

    func validate() throws {
        if numbers == nil {
            throw ValidationError("--clients \(clients): up to 20 numbers from 1 to 10000, with commas")
        }
        if !(0.1...600).contains(seconds) { throw ValidationError("--seconds \(seconds): 0.1 to 600 are possible") }
        if !(1...10_000).contains(connections) {
            throw ValidationError("--connections \(connections): 1 to 10000 are possible")
        }
        if let mostClients, !(1...100_000).contains(mostClients) {
            throw ValidationError("--most-clients \(mostClients): 1 to 100000 are possible")
        }
        if exhaust, mostClients == nil { throw ValidationError("--exhaust needs --most-clients") }
    }

    func run() async throws {
        // c-ares writes to sockets that may be closed.
        signal(SIGPIPE, SIG_IGN)
        Self.raiseOpenFiles()
        let plan = BenchPlan(
            setUps: connections, clients: numbers ?? [], span: .seconds(seconds), mostClients: mostClients,
            mayExhaust: exhaust, mayDisturb: disturb,
            pgbench: PgbenchWork(script: script, writes: writes, queries: queries))
        let isTerminal = isatty(STDERR_FILENO) == 1
        let bench = await Bench(
            try source.loaded(), plan: plan, announce: { Self.write($0) },
            progress: { done, label in
                guard isTerminal else { return }
                Self.write(
                    done < 1
                        ? ProgressBar.line(done, label, width: TerminalSize.of(STDERR_FILENO).columns) : "\r\u{1B}[K")
            })
        let (report, signal) = await Interruption.ending { await Self.result(of: bench) }
        if isTerminal { Self.write("\r\u{1B}[K") }
        if let signal { complain("bench: ended by signal \(signal)") }
        switch report {
        case .failure(let failure):
            complain("bench: \(failure)")
            throw signal.map { ExitCode(128 + $0) } ?? ExitCode(failure.code?.rawValue ?? 1)
        case .success(let report): try show(report)
        }
    }

    private static func result(of bench: Bench) async -> Result<BenchReport, Bench.Failure> {
        do throws(Bench.Failure) {
            return .success(try await bench.run())
        } catch {
            return .failure(error)
        }
    }

    private func show(_ report: BenchReport) throws {
        print(
            json
                ? JSONWriter.text(report.json, indented: true) + "\n"
                : report.text(width: TerminalSize.of(STDOUT_FILENO).columns),
            terminator: "")
        if report.leftBehind != nil { throw ExitCode(1) }
    }

    /// Writes a text to standard error as it is.
    private static func write(_ text: String) {
        text.withCString { _ = Glibc.write(STDERR_FILENO, $0, strlen($0)) }
    }

    /// Raises the limit of open files to the hard limit, since each client is a descriptor.
    private static func raiseOpenFiles() { OpenFiles.raise() }
}

extension PgbenchWork.QueryProtocol: ExpressibleByArgument {}
