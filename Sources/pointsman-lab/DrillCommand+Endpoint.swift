import LinuxReactor
import PointsmanLab

extension DrillCommand {
    /// A drill with an endpoint, in a lab of its own.
    @Reactor
    func drillEndpoint(_ way: EndpointDrill.Way) async throws -> Bool {
        let isJSON = json
        let program = try options.program()
        let lab = try TemporaryLab(agent: program)
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let drill = EndpointDrill(way, on: lab.stack, agent: program) { line in if !isJSON { Output.line(line) } }
        do {
            let outcome = try await drill.run(transactions: min(transactions, 10_000))
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

    private static func text(of outcome: EndpointDrill.Outcome) -> String {
        let kinds = outcome.failures.sorted { $0.key < $1.key }.map { "\n    \($0.value) × \($0.key)" }
        return
            "\(outcome.name.rawValue): \(outcome.transactions) transactions, \(outcome.failedInFlight) of \(outcome.clients) "
            + "clients failed in flight, \(outcome.failedOtherwise) otherwise, \(outcome.lost) lost or twice; first commit "
            + "\(outcome.rerouteMilliseconds) ms after the new primary was reached by the name" + kinds.joined()
    }
}
