import LinuxReactor
import PointsmanLab
import PointsmanScenarios
import PointsmanSimulation

extension FleetCommand {
    /// The crash of a fleet's primary, in a lab of its own, beside the model's.
    @Reactor
    func drillCrash(_ agents: Int) async throws -> Bool {
        let program = try options.program()
        return try await LabRun.play(
            program, isJSON: json, { FleetCrashDrill(on: $0, agent: program, story: $1) }, stop: { await $0.stop() }
        ) { drill in
            let outcome = try await drill.run(agents: agents)
            if json { Output.line(try JSONLine.text(of: outcome)) } else { tell(outcome) }
            return outcome.unserved == 0
        }
    }

    private func tell(_ outcome: FleetCrashDrill.Outcome) {
        let model = FleetCrash(FleetCrash.Plan(agents: outcome.agents)).run()
        let rows: [(String, Int64, Int64)] = [
            ("probes a second a member, at rest", Int64(outcome.probesAtRest), Int64(model.probesAtRest)),
            ("dials a second of the dead primary", Int64(outcome.dialsWhenDown), Int64(model.dialsWhenDown)),
            ("logins a second at the new primary, at most", Int64(outcome.mostLogins), Int64(model.logins)),
            ("first write after the promotion, median (ms)", outcome.medianMilliseconds, model.median.milliseconds),
            ("first write after the promotion, p99 (ms)", outcome.p99Milliseconds, model.p99.milliseconds),
            ("first write after the promotion, last (ms)", outcome.lastMilliseconds, model.last.milliseconds),
            ("poolers that serve no client", Int64(outcome.unserved), Int64(model.unserved)),
        ]
        Output.line("\(outcome.agents) agents: this machine, and the model")
        for (name, real, modelled) in rows { Output.line("    \(name): \(real), \(modelled)") }
    }
}
