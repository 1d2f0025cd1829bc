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
        let program = try options.program()
        return try await LabRun.play(
            program, at: .regions(), isJSON: json, { ReadinessDrill(on: $0, agent: program, story: $1) },
            stop: { await $0.stop() }
        ) { drill in
            let figures = try await drill.run(instances: agents, hold: .seconds(hold))
            if json { Output.line(try JSONLine.text(of: figures)) }
            return figures.isSound
        }
    }
}
