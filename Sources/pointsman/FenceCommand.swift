import ArgumentParser
import PointsmanConfiguration
import StatusServer

struct FenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fence", abstract: "The fence, below which nobody is written to.",
        subcommands: [Show.self, Adopt.self, Reset.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show cluster, timeline, owner and position as JSON.", usage: AgentSocket.usage("fence show"))

        @OptionGroup var agent: AgentSocket

        func run() async throws {
            let answer = try await agent.get("/v1/fence")
            guard answer.status == 200 else { throw Exit.saying(answer.text, .unavailable) }
            print(answer.text, terminator: "")
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept a primary that the fence refuses, by your word.",
            usage: AgentSocket.usage("fence adopt", "[<member>]"),
            discussion: """
                For a major upgrade, a blue-green move, a restored backup, or a primary that came back under another \
                address: its timeline may be lower, its cluster another one. Say it to each instance.
                """)

        @Argument(help: "ADDRESS:PORT as `status` shows it; may be left out where only one primary answers.")
        var member: String?

        @OptionGroup var agent: AgentSocket

        func validate() throws {
            guard let member, member.contains(where: { !$0.isHexDigit && !".:[]".contains($0) }) else { return }
            throw ValidationError("\(member): ADDRESS:PORT is expected, as `pointsman status` shows it")
        }

        func run() async throws {
            try await agent.command("/v1/fence/adopt" + (member.map { "?member=\($0)" } ?? ""))
        }
    }

    struct Reset: AgentRequest {
        static let configuration = CommandConfiguration(
            abstract: "Forget the fence, and pin what is seen now as at a first start.",
            usage: AgentSocket.usage("fence reset"))

        static let path = "/v1/fence/reset"
        @OptionGroup var agent: AgentSocket
    }
}
