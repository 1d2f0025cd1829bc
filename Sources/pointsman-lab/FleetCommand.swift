import ArgumentParser
import LinuxReactor
import PointsmanLab

struct FleetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Lets a fleet of agents grow and shrink under load, and counts who found the primary full.",
        discussion: """
            In a lab of its own, with fleet_connections = 60%. Ends with 1 where a query failed, the primary turned \
            anybody away, or an agent did not come to its share.

            `--crash N` kills the primary under N agents instead, promotes a standby three seconds later, and tells what came \
            of it beside what `simulate --agents N` says. Ends with 1 if a pooler serves no client within a minute.
            """)

    @OptionGroup var options: LabOptions

    @Option(help: "How many instances, one after the other.", transform: Self.sizes)
    var sizes = [2, 20, 4]

    @Option(help: "Kill the primary under so many instances, and compare with the model (17 to 100).")
    var crash: Int?

    @Flag(help: "One JSON object a size on a line of its own.")
    var json = false

    func validate() throws {
        if let crash, !(17...100).contains(crash) { throw ValidationError("--crash takes 17 to 100") }
    }

    func run() async throws {
        let isSound = try await Reactor.run { () async throws in
            if let crash { try await drillCrash(crash) } else { try await drill() }
        }
        if !isSound { throw ExitCode(1) }
    }

    @Reactor
    private func drill() async throws -> Bool {
        let program = try options.program()
        return try await LabRun.play(
            program, isJSON: json, { FleetDrill(on: $0, agent: program, story: $1) }, stop: { await $0.stop() }
        ) { drill in
            let phases = try await drill.run(sizes: sizes)
            if json { for phase in phases { Output.line(try JSONLine.text(of: phase)) } }
            return phases.allSatisfy(\.isSound)
        }
    }

    private static func sizes(_ text: String) throws -> [Int] {
        let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard sizes.allSatisfy({ (1...100).contains($0) }) else {
            throw ValidationError("--sizes takes numbers from 1 to 100, such as 2,20,4")
        }
        return sizes
    }
}
