import ArgumentParser
import LinuxReactor
import PointsmanLab

/// The options of every subcommand.
struct LabOptions: ParsableArguments {
    @Option(help: "The lab's folder: its plan, logs and process ids.")
    var folder = ".lab"

    @Option(help: ArgumentHelp("The agent to start.", discussion: "Default: `pointsman` beside this program."))
    var agent: String?

    @Option(
        help: """
            What the agent may do where root runs the lab: none (the default deployment's: PgBouncer's own user, no capability) \
            or root. The same for all commands of one lab.
            """)
    var privileges = AgentPrivileges.none

    func program() throws -> AgentProgram {
        try agent.map { AgentProgram(path: $0, privileges: privileges) }
            ?? AgentProgram.besideThisProgram(privileges)
    }

    /// The lab that is up in the folder. Throws if there is none.
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

extension AgentPrivileges: ExpressibleByArgument {}
