import ArgumentParser
import LinuxReactor
import PointsmanLab

struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Runs one stack under load for a long time, with restarts of everything, and looks whether it grows.",
        discussion: """
            In a lab of its own, whose DNS answers live one second. Flaps, holds, reloads, and restarts of PgBouncer, of its \
            guard, of servers and of DNS follow each other; /metrics is read each second. Ends with 1 where the agent's \
            memory, descriptors, threads, zombies or what it logs a minute is more in the last quarter than in the \
            second, or where it did not get ready again.
            """)

    @OptionGroup var options: LabOptions

    @Option(help: "For how many minutes.")
    var minutes = 10.0

    func validate() throws {
        guard minutes > 0 else { throw ValidationError("--minutes is more than 0") }
    }

    func run() async throws {
        let isSound = try await Reactor.run { () async throws in try await soak() }
        if !isSound { throw ExitCode(1) }
    }

    @Reactor
    private func soak() async throws -> Bool {
        let lab = try TemporaryLab(agent: try options.program())
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        do {
            let isSound = try await SoakDrill(on: lab.stack, story: Output.line).run(for: .seconds(minutes * 60))
            if isSound {
                await lab.remove()
            } else {
                await lab.stack.stop()
                Output.line("The logs are in \(lab.folder)/log")
            }
            return isSound
        } catch {
            if lab.isEnding { await guardian.value }
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
    }
}
