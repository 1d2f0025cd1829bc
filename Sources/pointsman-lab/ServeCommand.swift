import ArgumentParser
import LinuxReactor
import PointsmanLab

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs one part of the lab in the foreground until SIGTERM: a line of the Procfile.")

    @OptionGroup var options: LabOptions

    @Argument(help: "\(LabPart.allCases.map(\.rawValue).joined(separator: ", "))")
    var part: LabPart

    func run() async throws {
        try await Reactor.run { () async throws in
            let folder = LabPaths.absolute(options.folder)
            let plan = try await LabPlan.shared(in: folder)
            let stack = LabStack(plan, agent: try options.program())
            let guardian = Reactor.task { await stack.stopOnSignal(part) }
            do {
                try await stack.start(part, story: Output.line)
            } catch {
                await stack.stop(part)
                throw error
            }
            await guardian.value
        }
    }
}

extension LabPart: ExpressibleByArgument {}
