import ArgumentParser
import LinuxReactor
import PointsmanLab

struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Ends everything that `up` or the Procfile started, and removes the data.")

    @OptionGroup var options: LabOptions

    func run() async throws {
        try await Reactor.run { () async throws in
            guard let stack = try options.stackIfUp() else { return Output.line("nothing is up") }
            await stack.stop()
            Output.line("ended; the logs stay in \(stack.plan.folder)/log")
        }
    }
}
