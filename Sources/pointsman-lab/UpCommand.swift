import ArgumentParser
import LinuxReactor
import PointsmanLab

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Starts three servers, DNS and the agent, says how to connect, and returns when the agent is ready.")

    @OptionGroup var options: LabOptions

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        try await Reactor.run { () async throws in
            let folder = LabPaths.absolute(options.folder)
            let program = try options.program()
            let known = LabPlan.read(from: folder)
            if let known, place.place != .loopback, known.network == nil {
                throw ValidationError("the lab in \(folder) has no regions: `pointsman-lab down` ends it")
            }
            let plan = try known ?? LabPlan.make(in: folder, at: place.place)
            let stack = LabStack(plan, agent: program)
            let guardian = Reactor.task { await stack.stopOnSignal() }
            defer { guardian.cancel() }
            do {
                try await stack.start(Output.line)
            } catch {
                // A lab that was up before stays up.
                if known == nil { await stack.stop() }
                throw error
            }
            // All further lines can be pasted into a shell.
            Output.line("# the app's way in, for writes and for reads")
            Output.line(plan.connectionString(database: "app"))
            Output.line(plan.connectionString(database: "app_ro"))
            Output.line("# the agent's own view; other commands take the same --config")
            stack.agent.shellCommands.forEach(Output.line)
            Output.line("# logs are in \(folder)/log; `pointsman-lab down` ends the lab")
        }
    }
}
