import ArgumentParser
import LinuxReactor
import PointsmanLab

struct ReadinessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readiness",
        abstract: "Takes the primary from one of several instances, and from all, and watches who leaves the rotation.",
        discussion: """
            In a lab of its own, each instance in a network namespace (needs root). Ends with 1 where an instance that is \
            cut off stays longer than two seconds, or one leaves that does not have to.
            """)

    @OptionGroup var options: LabOptions

    @Option(help: "How many instances.")
    var agents = 4

    @Option(help: "For how many seconds nobody is promoted.")
    var hold = 20

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        guard (2...32).contains(agents), (3...120).contains(hold) else {
            throw ValidationError("--agents takes 2 to 32, --hold 3 to 120 seconds")
        }
    }

    func run() async throws {
        let isSound = try await Reactor.run { () async throws in try await drill() }
        if !isSound { throw ExitCode(1) }
    }

    @Reactor
    private func drill() async throws -> Bool {
        let isJSON = json
        let program = try options.program()
        let lab = try TemporaryLab(agent: program, at: .regions())
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let drill = ReadinessDrill(on: lab.stack, agent: program) { line in if !isJSON { Output.line(line) } }
        do {
            let figures = try await drill.run(instances: agents, hold: .seconds(hold))
            if isJSON { Output.line(try JSONLine.text(of: figures)) }
            await drill.stop()
            if figures.isSound { await lab.remove() } else { await lab.stack.stop() }
            if !figures.isSound, !isJSON { Output.line("The logs are in \(lab.folder)/log") }
            return figures.isSound
        } catch {
            if lab.isEnding { await guardian.value }
            await drill.stop()
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
    }
}
