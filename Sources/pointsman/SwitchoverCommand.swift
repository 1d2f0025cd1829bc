import ArgumentParser
import StatusServer

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
            abstract:
                "Have every instance drain and hold; ends with 0 once all do, else with nothing held, as after a signal."
        )

        @OptionGroup var preparation: MovePreparation
        @OptionGroup var agent: AgentSocket

        func run() async throws {
            let (prepared, signal) = await Interruption.ending { await result() }
            guard let signal else { return print(try prepared.get(), terminator: "") }
            if case .success = prepared, let answer = try? await agent.post("/v1/switchover/abort") {
                complain(answer.text)
            }
            throw ExitCode(128 + signal)
        }

        private func result() async -> Result<String, any Error> {
            do {
                return .success(try await preparation.prepare(agent))
            } catch {
                return .failure(error)
            }
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
