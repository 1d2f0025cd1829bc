import ArgumentParser
import StatusServer

struct ShowFence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fence", abstract: "The fence, below which nobody is written to.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show cluster, timeline, owner and position as JSON.")

        @OptionGroup var agent: AgentSocket

        func run() async throws {
            print(try await agent.get("/v1/fence").text, terminator: "")
        }
    }
}
