import ArgumentParser
import LinuxReactor
import PointsmanLab

struct FailCommand: AsyncParsableCommand {
    enum Fault: String, ExpressibleByArgument, CaseIterable {
        case crash, restart, stop
    }

    static let configuration = CommandConfiguration(
        commandName: "fail",
        abstract: "Does something to the primary.",
        discussion: """
            crash kills all of its processes, restart does so and starts it again in place, stop shuts it down in order.
            Nobody is promoted: `pointsman-lab promote` does that.
            """)

    @OptionGroup var options: LabOptions

    @Argument(help: "\(Fault.allCases.map(\.rawValue).joined(separator: ", "))")
    var fault: Fault

    func run() async throws {
        try await Reactor.run { () async throws in
            let primary = try await options.stack().cluster.primary()
            switch fault {
            case .crash:
                await primary.kill()
                Output.line("\(primary.member.region) killed")
            case .restart:
                await primary.kill()
                try primary.start()
                try await primary.answers()
                Output.line("\(primary.member.region) killed and started again")
            case .stop:
                await primary.stop()
                Output.line("\(primary.member.region) stopped")
            }
        }
    }
}
