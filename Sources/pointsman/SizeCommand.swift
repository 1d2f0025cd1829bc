import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools

struct SizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "size", abstract: "Tell whether the pools of all instances fit into what the primary has.",
        usage: """
            pointsman size [--config <config>] [--cluster <name>]
                   [--set <key=value> ...]
                   [--instances <n>] [--pool-size <n>] [--reserve <n>]
                   [--max-connections <n>] [--others <n>] [--json]
            """,
        discussion: """
            Instances are counted in DNS (fleet_name), connections asked of the primary, limits taken from the configuration or \
            from an attached PgBouncer; each may be given instead, to try what would be.

            The exit code is 0 where it fits, 1 where it is too much, 69 where DNS, PgBouncer or the primary has to be asked and doesn't answer.
            """)

    @OptionGroup var source: ConfigurationSource

    @Option(help: ArgumentHelp("Instances of the app, each with its PgBouncer.", valueName: "n"))
    var instances: Int?

    @Option(help: ArgumentHelp("default_pool_size.", valueName: "n"))
    var poolSize: Int?

    @Option(help: ArgumentHelp("reserve_pool_size.", valueName: "n"))
    var reserve: Int?

    @Option(help: ArgumentHelp("The servers' max_connections.", valueName: "n"))
    var maxConnections: Int?

    @Option(help: ArgumentHelp("Sessions of other roles.", valueName: "n"))
    var others: Int?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        let numbers = [
            ("instances", instances, 1), ("pool-size", poolSize, 1), ("reserve", reserve, 0),
            ("max-connections", maxConnections, 1), ("others", others, 0),
        ]
        for case (let name, let value?, let least) in numbers where !(least...1_000_000).contains(value) {
            throw ValidationError("--\(name) \(value): \(least) to 1000000 are possible")
        }
    }

    func run() async throws {
        // c-ares writes to sockets that may be closed.
        signal(SIGPIPE, SIG_IGN)
        let inquiry = await SizeInquiry(
            try source.loaded(),
            given: .init(
                instances: instances, pool: poolSize, reserve: reserve, connections: maxConnections, others: others))
        let report: SizeReport
        do throws(SizeInquiry.Failure) {
            report = try await inquiry.report()
        } catch {
            throw Exit.saying("size: \(error)", .unavailable)
        }
        print(json ? JSONWriter.text(report.json, indented: true) + "\n" : report.text, terminator: "")
        if !report.sizing.fits { throw ExitCode(1) }
    }
}
