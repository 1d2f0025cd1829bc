import LinuxReactor
import PointsmanLab

extension DrillCommand {
    /// The planned switchover of a fleet, in a lab of its own.
    @Reactor
    func drillFleet(_ agents: Int) async throws -> Bool {
        let isJSON = json
        let program = try options.program()
        let lab = try TemporaryLab(agent: program)
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let drill = SwitchoverDrill(on: lab.stack, agent: program) { line in if !isJSON { Output.line(line) } }
        do {
            let outcome = try await drill.run(agents: agents, transactions: transactions)
            await drill.stop()
            if json {
                Output.line(try JSONLine.text(of: outcome))
            } else {
                Output.line(
                    "\(outcome.agents) agents, \(outcome.transactions) transactions, \(outcome.failed) failed, "
                        + "\(outcome.lost) lost or twice; all held after \(outcome.prepareMilliseconds) ms, first commit on the new "
                        + "primary \(outcome.moveMilliseconds) ms later")
                for (kind, count) in outcome.failures.sorted(by: { $0.key < $1.key }) {
                    Output.line("    \(count) × \(kind)")
                }
            }
            if outcome.isSound { await lab.remove() } else { await lab.stack.stop() }
            return outcome.isSound
        } catch {
            if lab.isEnding { await guardian.value }
            await drill.stop()
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
    }
}
