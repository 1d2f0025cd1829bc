import ArgumentParser
import LinuxReactor
import PointsmanLab
import PointsmanScenarios

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Moves or breaks the primary under writers, measures what they saw and checks the ledger.",
        discussion: """
            Uses the lab that is up in the folder, else one of its own, which is removed afterwards. `all` runs every \
            drill in labs of its own and ends with a table. deploy/local/README.md tells what each drill does. Ends with \
            1 where a drill did not go as it must.
            """)

    @OptionGroup var options: LabOptions
    @OptionGroup var choice: DrillChoice

    @Option(help: "How often.")
    var runs = 1

    @Option(help: "Writers, without the two clients that connect anew each time.")
    var writers = 16

    @Option(help: "So many databases in PgBouncer, which the clients use in turn; all lead to one on the server.")
    var databases = 1

    @Option(help: "So many processes of the agent's PgBouncer at its port.")
    var poolerProcesses = 1

    @Option(
        help:
            "switchover: so many agents (10), which hold their clients before the primary is stopped. cutover: likewise (3)."
    )
    var agents: Int?

    @Option(
        help: ArgumentHelp(
            "switchover: name the agents in this file, as Prometheus takes them (file_sd_configs).", valueName: "file"))
    var targets: String?

    @Option(help: "switchover, cutover: so many transactions at least.")
    var transactions = 100_000

    @Option(
        help: ArgumentHelp(
            "cutover: the folder of the new cluster's programs (initdb, postgres), for another release.",
            valueName: "folder"))
    var toBinaries: String?

    @OptionGroup var place: PlaceOptions

    @Flag(help: "One JSON object a run on a line of its own; a summary follows where there are several.")
    var json = false

    func validate() throws {
        guard runs > 0, writers > 0 else { throw ValidationError("--runs and --writers count from 1") }
        if toBinaries != nil, choice.kind != .cutover { throw ValidationError("--to-binaries is for cutover") }
        if targets != nil, choice.kind != .switchover { throw ValidationError("--targets is for switchover") }
        guard (1...1000).contains(databases) else { throw ValidationError("--databases takes 1 to 1000") }
        guard databases == 1 || choice.scenarios.count == 1 else {
            throw ValidationError("--databases is for one drill of one agent")
        }
        guard (1...64).contains(poolerProcesses) else { throw ValidationError("--pooler-processes takes 1 to 64") }
        guard poolerProcesses == 1 || choice.scenarios.count == 1 else {
            throw ValidationError("--pooler-processes is for one drill of one agent")
        }
        guard let agents else { return }
        guard choice.kind == .switchover || choice.kind == .cutover else {
            throw ValidationError("--agents is for switchover and cutover")
        }
        guard (1...100).contains(agents), transactions > 0 else { throw ValidationError("--agents takes 1 to 100") }
    }

    func run() async throws {
        let isSound = try await Reactor.run { () async throws in
            switch choice.kind {
            case .switchover: try await drillFleet(agents ?? 10)
            case .cutover: try await drillCutover(agents ?? 3)
            case .endpointMoves: try await drillEndpoint(.moves)
            case .addressStays: try await drillEndpoint(.stays)
            case .all: try await drillAll()
            default: try await drillOne()
            }
        }
        if !isSound { throw ExitCode(1) }
    }

    @Reactor
    private func drillOne() async throws -> Bool {
        let isJSON = json
        let story = { (line: String) in if !isJSON { Output.line(line) } }
        let scenario = choice.scenarios[0]
        if let obstacle = scenario.obstacle { throw LabError(obstacle) }
        if let stack = try options.stackIfUp() {
            guard databases == 1 else {
                throw LabError("--databases takes a lab of its own, and one is up in the folder")
            }
            guard poolerProcesses == 1 else {
                throw LabError("--pooler-processes takes a lab of its own, and one is up in the folder")
            }
            try await stack.start { _ in }
            return try await drill(scenario, on: stack, story)
        }
        var program = try options.program()
        if poolerProcesses > 1 { program.keys.append("pooler_processes = \(poolerProcesses)") }
        // The agent's file ends with these keys.
        if databases > 1 { program.keys += ["[databases]"] + names.dropFirst().map { "\($0) = dbname=app" } }
        let lab = try TemporaryLab(agent: program, at: scenario.place(asked: place.place))
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let isSound: Bool
        do {
            try await lab.stack.start(story)
            isSound = try await drill(scenario, on: lab.stack, story)
        } catch {
            if lab.isEnding { await guardian.value }
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
        if isSound {
            await lab.remove()
        } else {
            await lab.stack.stop()
            story("The logs are in \(lab.folder)/log")
        }
        return isSound
    }

    @Reactor
    private func drill(
        _ scenario: Scenario, on stack: LabStack, _ story: @escaping (String) -> Void
    ) async throws -> Bool {
        let drill = Drill(on: stack, writers: writers, databases: names, story: story)
        var outcomes: [DrillOutcome] = []
        for number in 1...runs {
            if runs > 1 { story("\nRun \(number) of \(runs)") }
            let outcome = try await drill.run(scenario)
            outcomes.append(outcome)
            if json {
                Output.line(try JSONLine.text(of: outcome))
            } else {
                story(DrillReport.text(of: outcome))
            }
        }
        if runs > 1 {
            let summary = DrillSummary(outcomes.map(\.figures))
            if json {
                Output.line(try JSONLine.text(of: summary))
            } else {
                story(DrillReport.text(of: summary, targets: scenario.targets))
            }
        }
        return outcomes.allSatisfy(\.verdict.isSound)
    }

    /// PgBouncer's names of the database.
    private var names: [String] { ["app"] + (1..<databases).map { "db\($0)" } }

    @Reactor
    private func drillAll() async throws -> Bool {
        let isJSON = json
        let story = { (line: String) in if !isJSON { Output.line(line) } }
        let series = DrillSeries(
            choice.scenarios, agent: try options.program(), writers: writers, at: place.place, story: story)
        let guardian = Reactor.task { await series.removeOnSignal() }
        defer { guardian.cancel() }
        var entries: [DrillSeries.Entry] = []
        while let entry = await series.next() {
            entries.append(entry)
            if isJSON { Output.line(try JSONLine.text(of: entry)) }
        }
        if series.isEnding { await guardian.value }
        story(DrillTable.text(of: entries))
        return entries.allSatisfy(\.isSound)
    }
}
