import LinuxReactor
import PointsmanLab
import PointsmanScenarios
import PointsmanSimulation

extension FleetCommand {
    /// The crash of a fleet's primary, in a lab of its own, beside the model's.
    @Reactor
    func drillCrash(_ agents: Int) async throws -> Bool {
        let isJSON = json
        let program = try options.program()
        let lab = try TemporaryLab(agent: program)
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let drill = FleetCrashDrill(on: lab.stack, agent: program) { line in if !isJSON { Output.line(line) } }
        do {
            let outcome = try await drill.run(agents: agents)
            await drill.stop()
            if json { Output.line(try JSONLine.text(of: outcome)) } else { tell(outcome) }
            if outcome.unserved == 0 { await lab.remove() } else { await lab.stack.stop() }
            return outcome.unserved == 0
        } catch {
            if lab.isEnding { await guardian.value }
            await drill.stop()
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
    }

    private func tell(_ outcome: FleetCrashDrill.Outcome) {
        let model = FleetCrash(FleetCrash.Plan(agents: outcome.agents)).run()
        let rows: [(String, Int64, Int64)] = [
            ("probes a second a member, at rest", Int64(outcome.probesAtRest), Int64(model.probesAtRest)),
            ("dials a second of the dead primary", Int64(outcome.dialsWhenDown), Int64(model.dialsWhenDown)),
            ("first write after the promotion, median (ms)", outcome.medianMilliseconds, model.median.milliseconds),
            ("first write after the promotion, p99 (ms)", outcome.p99Milliseconds, model.p99.milliseconds),
            ("first write after the promotion, last (ms)", outcome.lastMilliseconds, model.last.milliseconds),
            ("poolers that serve nobody", Int64(outcome.unserved), Int64(model.unserved)),
        ]
        Output.line("\(outcome.agents) agents: this machine, and the model")
        for (name, real, modelled) in rows { Output.line("    \(name): \(real), \(modelled)") }
    }
}
