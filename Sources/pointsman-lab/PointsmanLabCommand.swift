import ArgumentParser
import PointsmanLab

/// The command line of the lab: real clusters on this machine, faults, and figures.
@main
struct PointsmanLabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pointsman-lab",
        abstract: "Three PostgreSQL servers, their DNS, the agent and its pooler on this machine, and faults for them.",
        subcommands: [
            UpCommand.self, DownCommand.self, FailCommand.self, PromoteCommand.self, DrillCommand.self,
            FleetCommand.self, ReadinessCommand.self, SoakCommand.self, CompareCommand.self,
            ServeCommand.self, RelayCommand.self, SimulateCommand.self,
        ])

    static func main() async {
        EndingSignals.beginToCatch()
        await main(nil)
    }
}
