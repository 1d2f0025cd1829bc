import ArgumentParser
import LinuxReactor
import PointsmanLab

/// What every subcommand takes.
struct LabOptions: ParsableArguments {
    @Option(help: "The lab's folder: its plan, logs and process ids.")
    var folder = ".lab"

    @Option(help: ArgumentHelp("The agent to start.", discussion: "Default: `pointsman` beside this program."))
    var agent: String?

    func program() throws -> AgentProgram {
        try agent.map { AgentProgram(path: $0) } ?? AgentProgram.besideThisProgram()
    }

    /// The lab that is up in the folder.
    @Reactor
    func stack() throws -> LabStack {
        guard let stack = try stackIfUp() else {
            throw ValidationError("no lab is up in \(folder): `pointsman-lab up` starts one")
        }
        return stack
    }

    @Reactor
    func stackIfUp() throws -> LabStack? {
        try LabPlan.read(from: LabPaths.absolute(folder)).map { LabStack($0, agent: try program()) }
    }
}
