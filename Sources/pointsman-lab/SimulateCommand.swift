import ArgumentParser
import PointsmanSimulation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs agents against a modelled world, a seed a run, and checks what must never break.",
        discussion: """
            Each seed draws its own faults; then everything is healed and must converge. What must hold is in DESIGN 5, \
            S1 to S5 and L1 to L3, and in 4.2 to 4.5: starts, reads, cuts and an operator's word. Ends with 1 where something \
            did not. `--trace SEED` tells one run line by line.
            """)

    @Option(help: "The first and the last seed: 1..1000.")
    var seeds: SeedRange = SeedRange(first: 1, last: 1_000)

    @Option(help: "Agents, each with a pooler of its own (1 to 16).")
    var agents = 2

    @Option(help: "For how many simulated seconds faults go on.")
    var safety = 30

    @Option(help: "Stop once the agents have handled this many events.")
    var events: UInt64?

    @Option(help: "Run this seed alone, and tell what happens.")
    var trace: UInt64?

    func validate() throws {
        guard (1...16).contains(agents) else { throw ValidationError("--agents takes 1 to 16") }
        guard safety > 2 else { throw ValidationError("--safety takes 3 or more") }
    }

    func run() async throws {
        if let trace { return try tell(trace) }
        let clock = ContinuousClock()
        let begun = clock.now
        var runs = 0
        var handled: UInt64 = 0
        var acknowledged = 0
        var failures: [Simulation.Result] = []
        var fingerprint = TraceHash()
        for seed in seeds.first...seeds.last {
            let result = Simulation.run(scenario(seed))
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
        if !failures.isEmpty { throw ExitCode(1) }
    }

    private func tell(_ seed: UInt64) throws {
        let result = Simulation.run(scenario(seed)) { Output.line($0) }
        Output.line("\(result.events) events, hash \(String(result.hash.value, radix: 16))")
        guard let violation = result.violation else { return }
        Output.line("seed \(seed): \(violation)")
        throw ExitCode(1)
    }

    private func scenario(_ seed: UInt64) -> Scenario {
        Scenario(seed: seed, agents: agents, safety: .seconds(Int64(safety)))
    }
}
