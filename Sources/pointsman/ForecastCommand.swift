import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats
import PointsmanScenarios
import PointsmanSimulation
import PoolerTools

struct ForecastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast", abstract: "Tell how long outages would last with this policy and cluster.",
        usage: """
            pointsman forecast [--config <config>] [--set <key=value> ...]
                   [--outage <name> ...] [--detect <span>] [--promote <span>]
                   [--stop <span>] [--round-trip <span>] [--members <n>]
                   [--runs <n>] [--rate <name=n> ...] [--json]
            """,
        discussion: """
            Each outage is played in a model of servers, network and PgBouncer by the code that decides in the agent, with the times of \
            the configuration. It tells how long writes would be away (p50, p90, p99), whether clients would fail, which setting counts \
            most, and the minutes a year at given rates. It starts and breaks nothing.

            How long the HA manager takes is asked of Patroni, or given: --detect 30s, or 20s..30s. Members and the round trip to \
            them are asked of the cluster if it answers.

            The exit code is 0, or 78 where the configuration is wrong.
            """)

    @OptionGroup var source: ConfigurationSource

    @Option(
        name: .customLong("outage"), parsing: .upToNextOption,
        help: ArgumentHelp("crash, planned, hang, partition, region-loss; else all.", valueName: "name"))
    var outages: [Scenario.Outage] = []

    @Option(
        help: ArgumentHelp("From the fault to the beginning of the promotion: 30s, or 20s..30s.", valueName: "span"))
    var detect: String?

    @Option(help: ArgumentHelp("From then on until the new primary takes writes; else 200ms.", valueName: "span"))
    var promote: String?

    @Option(help: ArgumentHelp("How long the old primary takes to stop in order; else 300ms.", valueName: "span"))
    var stop: String?

    @Option(help: ArgumentHelp("From this instance to a member and back.", valueName: "span"))
    var roundTrip: String?

    @Option(help: ArgumentHelp("Members of the cluster, 2 to 5.", valueName: "n"))
    var members: Int?

    @Option(help: ArgumentHelp("Runs of each outage.", valueName: "n"))
    var runs = 200

    @Option(
        name: .customLong("rate"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "How often a year an outage comes, such as crash=1; else crash=2 planned=12 hang=0.5 partition=1 region-loss=0.2.",
            valueName: "name=n"))
    var rates: [String] = []

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        _ = try given()
        _ = try yearly()
        if !(10...10_000).contains(runs) { throw ValidationError("--runs \(runs): 10 to 10000 are possible") }
        if let members, !(2...ForecastModel.mostMembers).contains(members) {
            throw ValidationError("--members \(members): 2 to \(ForecastModel.mostMembers) are possible")
        }
    }

    func run() async throws {
        // c-ares writes to sockets that may be closed.
        signal(SIGPIPE, SIG_IGN)
        let configuration = try source.loaded()
        let facts = await ForecastFacts.found(configuration, given: try given())
        let forecast = Forecast(facts.model(of: configuration), runs: runs)
        var report = ForecastReport(facts, configuration, runs: runs, rates: try yearly())
        let isTerminal = isatty(STDERR_FILENO) == 1
        let kinds = outages.isEmpty ? Scenario.Outage.allCases : outages
        for (index, kind) in kinds.enumerated() {
            let result = await forecast.result(of: kind) { part in
                guard isTerminal else { return }
                let done = (Double(index) + part) / Double(kinds.count)
                write(ProgressBar.line(done, kind.rawValue, width: TerminalSize.of(STDERR_FILENO).columns))
            }
            if let result { report.results.append(result) }
        }
        if isTerminal { write("\r\u{1B}[K") }
        print(json ? JSONWriter.text(report.json, indented: true) + "\n" : report.text, terminator: "")
    }

    private func write(_ text: String) {
        text.withCString { _ = Glibc.write(STDERR_FILENO, $0, strlen($0)) }
    }

    private func given() throws -> ForecastFacts.Given {
        ForecastFacts.Given(
            detection: try detect.map { try Self.range($0, "detect") },
            promotion: try promote.map { try Self.span($0, "promote") },
            stop: try stop.map { try Self.span($0, "stop") },
            roundTrip: try roundTrip.map { try Self.span($0, "round-trip") },
            members: members)
    }

    private static func span(_ text: String, _ option: String) throws -> Duration {
        do throws(Expectation) {
            return try Quantity.duration(text)
        } catch {
            throw ValidationError("--\(option) \(printable(text)): \(error.words)")
        }
    }

    /// `20s..30s`, or one duration.
    private static func range(_ text: String, _ option: String) throws -> ClosedRange<Duration> {
        let ends = text.ranges(of: "..")
        guard let middle = ends.first else {
            let span = try span(text, option)
            return span...span
        }
        let (least, most) = (
            try span(String(text[..<middle.lowerBound]), option), try span(String(text[middle.upperBound...]), option)
        )
        guard least <= most else {
            throw ValidationError("--\(option) \(printable(text)): the shorter one comes first")
        }
        return least...most
    }

    private func yearly() throws -> [Scenario.Outage: Double] {
        var yearly = ForecastReport.usualRates
        for text in rates {
            let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2, let kind = Scenario.Outage(rawValue: halves[0]), let rate = Double(halves[1]),
                (0...100_000).contains(rate)
            else {
                throw ValidationError("--rate \(printable(text)): an outage and a number are expected, such as crash=2")
            }
            yearly[kind] = rate
        }
        return yearly
    }
}

extension Scenario.Outage: ExpressibleByArgument {}
