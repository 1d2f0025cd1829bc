import LinuxReactor
import PointsmanLab

extension DrillCommand {
    /// The cutover of a fleet to another cluster, in a lab of its own.
    @Reactor
    func drillCutover(_ agents: Int) async throws -> Bool {
        let isJSON = json
        let program = try options.program()
        let lab = try TemporaryLab(agent: program)
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let drill = CutoverDrill(on: lab.stack, agent: program, binaries: toBinaries) { line in
            if !isJSON { Output.line(line) }
        }
        do {
            let outcome = try await drill.run(agents: agents, transactions: transactions)
            await drill.stop()
            Output.line(json ? try JSONLine.text(of: outcome) : Self.text(of: outcome))
            if outcome.isSound { await lab.remove() } else { await lab.stack.stop() }
            return outcome.isSound
        } catch {
            if lab.isEnding { await guardian.value }
            await drill.stop()
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
    }

    private static func text(of outcome: CutoverDrill.Outcome) -> String {
        let kinds = outcome.failures.sorted { $0.key < $1.key }.map { "\n    \($0.value) × \($0.key)" }
        return
            "PostgreSQL \(outcome.from) to \(outcome.to), \(outcome.agents) agents, \(outcome.transactions) transactions, "
            + "\(outcome.failed) failed, \(outcome.lost) lost or twice; no commit for \(outcome.holdMilliseconds) ms at most"
            + (outcome.isOldLocked ? "" : "; the old cluster takes writes still") + kinds.joined()
    }
}
