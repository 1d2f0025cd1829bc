import ArgumentParser
import PointsmanScenarios
import PointsmanSimulation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs agents against a modelled world, a seed a run, and checks what must never break.",
        discussion: """
            Each seed draws its own faults; then everything is healed and must converge. What must hold is in \
            Guarantees.md by these names: \(Checkers.all.map { $0.name }.joined(separator: ", ")). Ends with 1 where something did \
            not. `--trace SEED` tells one run line by line.

            `--scenario NAME` plays a drill in the model instead, with nothing drawn, tells what happens and which checkers \
            judged it; `all` plays every drill and tells the verdicts only.

            `--agents` above 16 plays one crash of the primary with so many real conductors on a coarse network, and tells what \
            that comes to for the members: FleetLoad.md says what is modelled. `--logins` is how many logins a second a server \
            can let in.

            `--mutants` asks whether that would be noticed: it breaks the core in many ways, one at a time, and tells \
            which checker, or else which test, finds each, and after how many seeds. It needs Swift and Python, and the \
            folder of the sources as the working directory (66 where that is another one). It calls checks/mutants, \
            which can do some more.
            """)

    @Option(help: "The first and the last seed (default: 1..1000; with --mutants 1..400, or how many: 400).")
    var seeds: SeedRange?

    @Option(help: "Agents, each with a pooler of its own; above 16 one crash is played, and the load told.")
    var agents = 2

    @Option(help: "With more than 16 agents: logins a second that a server can let in.")
    var logins: Int64 = 2_000

    @Option(help: "For how many simulated seconds faults go on.")
    var safety = 30

    @Option(parsing: .upToNextOption, help: "Seeds to leave out, whose failures are known and open.")
    var except: [UInt64] = []

    @Flag(help: "Also what takes an operator's word: upgrades, restored backups, new addresses.")
    var words = false

    @Flag(help: "Planned switchovers of the fleet, with few faults beside them.")
    var moves = false

    @Option(help: "Stop once the agents have handled this many events.")
    var events: UInt64?

    @Option(help: "Run this seed alone, and tell what happens.")
    var trace: UInt64?

    @Option(help: "Run this seed alone.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("With --seed: write what its first agent's conductor heard and said.", valueName: "file"))
    var record: String?

    @Flag(help: "Record every agent of every seed, and replay that to the same directives.")
    var replay = false

    @Option(help: ArgumentHelp("Play this drill, such as crash or 'hang --long', or all.", valueName: "name"))
    var scenario: String?

    @Flag(help: "Break the core, and tell what notices it.")
    var mutants = false

    @Flag(help: "With --mutants: turn every condition besides.")
    var flips = false

    func validate() throws {
        guard mutants || !flips else { throw ValidationError("--flips goes with --mutants") }
        guard (1...FleetCrashPlay.mostAgents).contains(agents) else {
            throw ValidationError("--agents takes 1 to \(FleetCrashPlay.mostAgents)")
        }
        if let scenario, scenario != "all", !Scenario.all.contains(where: { $0.name == scenario }) {
            throw ValidationError("--scenario takes all, \(Scenario.all.map(\.name).joined(separator: ", "))")
        }
        guard record == nil || seed != nil else { throw ValidationError("--record goes with --seed") }
        guard safety > 2 else { throw ValidationError("--safety takes 3 or more") }
    }

    func run() async throws {
        if mutants { try MutantScript.become(mutantArguments) }
        if agents > FleetCrashPlay.mostJudged { return FleetCrashPlay.run(agents, loginsPerSecond: logins) }
        if let scenario { return try ScenarioPlay.run(scenario) }
        if let trace { return try tell(trace) }
        if let seed, let record { return try self.record(seed, to: record) }
        let seeds = seed.map { SeedRange(first: $0, last: $0) } ?? seeds ?? SeedRange(first: 1, last: 1_000)
        let clock = ContinuousClock()
        let begun = clock.now
        var runs = 0
        var handled: UInt64 = 0
        var acknowledged = 0
        var replayed = 0
        var failures: [Simulation.Result] = []
        var fingerprint = TraceHash()
        for seed in seeds.first...seeds.last where !except.contains(seed) {
            let recorder = replay ? SimulatedRecorder() : nil
            let result = Simulation.run(plan(seed), recorder: recorder.map { recorder in { recorder.take($0) } })
            if let recorder { try replayed += recorder.replay(seed) }
            runs += 1
            fingerprint.fold(result.hash.value)
            handled += result.events
            acknowledged += result.acknowledged
            if let violation = result.violation {
                failures.append(result)
                Output.line("seed \(seed): \(violation)")
            }
            if let events, handled >= events { break }
        }
        let elapsed = begun.duration(to: clock.now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        Output.line(
            "\(runs) runs, \(handled) events, \(Int(Double(handled) / seconds)) events a second, "
                + "\(acknowledged) writes, \(failures.count) failed, fingerprint \(String(fingerprint.value, radix: 16))"
        )
        if replay { Output.line("\(replayed) events replayed, all identical") }
        if !failures.isEmpty { throw ExitCode(1) }
    }

    private func record(_ seed: UInt64, to path: String) throws {
        let recorder = SimulatedRecorder()
        let result = Simulation.run(plan(seed), recorder: { recorder.take($0) })
        try recorder.write(agent: 0, to: path)
        Output.line("\(path): agent 0 of seed \(seed), hash \(String(result.hash.value, radix: 16))")
    }

    private var mutantArguments: [String] {
        let range = seeds.map { ["--seeds", $0.first == $0.last ? "\($0.last)" : "\($0.first)..\($0.last)"] }
        return (flips ? ["--flips"] : []) + (range ?? [])
    }

    private func tell(_ seed: UInt64) throws {
        let result = Simulation.run(plan(seed)) { Output.line($0) }
        Output.line("\(result.events) events, hash \(String(result.hash.value, radix: 16))")
        guard let violation = result.violation else { return }
        Output.line("seed \(seed): \(violation)")
        throw ExitCode(1)
    }

    private func plan(_ seed: UInt64) -> WorldPlan {
        WorldPlan(seed: seed, agents: agents, safety: .seconds(Int64(safety)), needsWords: words, plansMoves: moves)
    }
}
