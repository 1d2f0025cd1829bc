import ArgumentParser

struct SwitchoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switchover",
        abstract: "Hold the whole fleet for a planned move of the primary, so that no transaction fails.",
        discussion: """
            Pointsman promotes no server. `switchover --to` has Patroni do it, and holds every instance's clients meanwhile. \
            Without Patroni, `prepare` ends with 0 once every instance holds its clients and nothing is open on the primary: then \
            stop that, promote another member by your own means, and say `finish`. Every instance needs fleet_secret_file. \
            finish and abort may be said to any instance.
            """,
        subcommands: [SwitchoverMove.self, Prepare.self, Finish.self, Abort.self],
        defaultSubcommand: SwitchoverMove.self)

    struct Prepare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have every instance drain and hold; ends with 0 once all do, else with nothing held.")

        @OptionGroup var preparation: MovePreparation
        @OptionGroup var agent: AgentSocket

        func run() async throws {
            print(try await preparation.prepare(agent), terminator: "")
        }
    }

    struct Finish: AgentRequest {
        static let configuration = CommandConfiguration(
            abstract: "Say that the move is done; without a new primary clients go back to the old one.",
            usage: AgentSocket.usage("switchover finish"))

        static let path = "/v1/switchover/finish"
        @OptionGroup var agent: AgentSocket
    }

    struct Abort: AgentRequest {
        static let configuration = CommandConfiguration(
            abstract: "Give the move up, and let clients go on.", usage: AgentSocket.usage("switchover abort"))

        static let path = "/v1/switchover/abort"
        @OptionGroup var agent: AgentSocket
    }
}
