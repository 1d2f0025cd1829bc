import ArgumentParser
import PointsmanAgent
import StatusServer

struct ShowFence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fence", abstract: "The fence, below which nobody is written to.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show cluster, timeline, owner and position as JSON.")

        @OptionGroup var agent: AgentSocket

        func run() async throws {
            let answer = try await agent.get("/v1/fence")
            guard answer.status == 200 else { throw Exit.saying(answer.text, .unavailable) }
            print(answer.text, terminator: "")
        }
    }
}
