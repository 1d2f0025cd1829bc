import LinuxReactor
import PointsmanLab

// The drills that start their own agents.
extension DrillCommand {
    /// The planned switchover of a fleet.
    @Reactor
    func drillFleet(_ agents: Int) async throws -> Bool {
        let program = try options.program()
        return try await LabRun.play(
            program, isJSON: json, { SwitchoverDrill(on: $0, agent: program, targets: targets, story: $1) },
            stop: { await $0.stop() }
        ) { drill in
            let outcome = try await drill.run(agents: agents, transactions: transactions)
            let text =
                "\(outcome.agents) agents, \(outcome.transactions) transactions, \(outcome.failed) failed, "
                + "\(outcome.lost) lost or twice; all held after \(outcome.prepareMilliseconds) ms, first commit on the new "
                + "primary \(outcome.moveMilliseconds) ms later, at most \(outcome.mostLogins) logins a second there"
            Output.line(json ? try JSONLine.text(of: outcome) : text + LabRun.text(of: outcome.failures))
            return outcome.isSound
        }
    }

    /// The cutover of a fleet to another cluster.
    @Reactor
    func drillCutover(_ agents: Int) async throws -> Bool {
        let program = try options.program()
        return try await LabRun.play(
            program, isJSON: json, { CutoverDrill(on: $0, agent: program, binaries: toBinaries, story: $1) },
            stop: { await $0.stop() }
        ) { drill in
            let outcome = try await drill.run(agents: agents, transactions: transactions)
            let text =
                "PostgreSQL \(outcome.from) to \(outcome.to), \(outcome.agents) agents, \(outcome.transactions) transactions, "
                + "\(outcome.failed) failed, \(outcome.lost) lost or twice; no commit for \(outcome.holdMilliseconds) ms at most"
                + (outcome.isOldLocked ? "" : "; the old cluster takes writes still")
            Output.line(json ? try JSONLine.text(of: outcome) : text + LabRun.text(of: outcome.failures))
            return outcome.isSound
        }
    }

    /// An endpoint that moves, or whose address stays.
    @Reactor
    func drillEndpoint(_ way: EndpointDrill.Way) async throws -> Bool {
        let program = try options.program()
        return try await LabRun.play(
            program, isJSON: json, { EndpointDrill(way, on: $0, agent: program, story: $1) }, stop: { await $0.stop() }
        ) { drill in
            let outcome = try await drill.run(transactions: min(transactions, 10_000))
            let text =
                "\(outcome.name.rawValue): \(outcome.transactions) transactions, \(outcome.failedInFlight) of \(outcome.clients) "
                + "clients failed in flight, \(outcome.failedOtherwise) otherwise, \(outcome.lost) lost or twice; first commit "
                + "\(outcome.rerouteMilliseconds) ms after the new primary was reached by the name"
            Output.line(json ? try JSONLine.text(of: outcome) : text + LabRun.text(of: outcome.failures))
            return outcome.isSound
        }
    }
}
